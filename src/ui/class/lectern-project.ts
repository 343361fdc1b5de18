import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { leadMessages } from '../lead-messages.ts';
import { Observed } from '../observed.ts';
import { projectStyle } from './project.css.ts';
import { qrImage } from './qr-image.ts';

const words = leadMessages.project;

/**
 * The dialog "Project": the way into the class over the whole screen, to be read from the back row. Open with `show`;
 * Escape leaves it.
 */
export class LecternProject extends LitElement {
  static override styles = [controls, projectStyle];
  static override properties = { session: { attribute: false }, opened: { state: true } };

  declare session: ClassSession | null;
  declare opened: boolean;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);
  /** The browser's tab bar and its like are hidden too: leaving that leaves the dialog. */
  #full = false;

  constructor() {
    super();
    this.session = null;
    this.opened = false;
  }

  /** Opens the dialog over the whole screen, where the browser allows that, else over the window. */
  async show(): Promise<void> {
    this.opened = true;
    await this.updateComplete;
    const dialog = this.#dialog();
    if (dialog === null || dialog.open) return;
    dialog.showModal();
    try {
      await document.documentElement.requestFullscreen();
      this.#full = true;
    } catch (error) {
      // Not allowed here: it lies over the window.
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('fullscreenchange', this.#onFullScreen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('fullscreenchange', this.#onFullScreen);
    this.#leaveFull();
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    return html`<dialog aria-label=${words.title} @close=${this.#closed}>
      ${this.opened && state !== null ? this.#content(state) : nothing}
    </dialog>`;
  }

  #content(state: ClassState): TemplateResult {
    const { lesson, people, waiting } = state;
    const others = people.filter(({ present, self }) => present && !self).length;
    return html`<div class="sheet">
      <header>
        <h2>${state.name}</h2>
        <button
          class="quiet square"
          aria-label=${words.close}
          title=${words.close}
          @click=${this.#close}
        >
          ${icon('close')}
        </button>
      </header>
      <div class="ways">
        <div class="texts">${this.#ways(state)}</div>
        ${qrImage(lesson.link) ?? nothing}
      </div>
      <footer>
        <span role="status">${words.here(others)}</span>
        ${waiting.length > 0 ? html`<span>${words.waiting(waiting.length)}</span>` : nothing}
      </footer>
    </div>`;
  }

  #ways({ lesson }: ClassState): TemplateResult {
    if (lesson.paused) return says(words.paused, words.pausedHint);
    if (!lesson.open) return says(words.over, words.noCodeHint);
    if (lesson.code === null) return says(words.noCode, words.noCodeHint);
    return html`<p class="step">${words.open}</p>
      <p class="address">${addressOf(lesson.link)}</p>
      <p class="step" id="code">${words.type}</p>
      <p class="code" dir="ltr" role="group" aria-label=${words.code}>
        <span>${lesson.code.slice(0, 3)}</span><span>${lesson.code.slice(3)}</span>
      </p>
      <p class="step">${words.scan}</p>`;
  }

  readonly #onFullScreen = (): void => {
    if (!this.#full || document.fullscreenElement !== null) return;
    this.#full = false;
    this.#close();
  };

  #close(): void {
    this.#dialog()?.close();
  }

  #closed(): void {
    this.opened = false;
    this.#leaveFull();
  }

  #leaveFull(): void {
    if (!this.#full) return;
    this.#full = false;
    if (document.fullscreenElement !== null) void document.exitFullscreen();
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}

function says(what: string, hint: string): TemplateResult {
  return html`<p class="address">${what}</p>
    <p class="step">${hint}</p>`;
}

/** Where the class link leads, as somebody types it: without protocol and without what is behind `#`. */
function addressOf(link: string): string {
  const [page = link] = link.split('#');
  return page.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

customElements.define('lectern-project', LecternProject);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-project': LecternProject;
  }
}
