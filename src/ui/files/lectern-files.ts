import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { systemClock } from '../../base/clock.ts';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState, FileItem } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { sizeWords } from '../../words/size.ts';
import { fileMessages as words } from './file-messages.ts';
import { filesStyle } from './files.css.ts';
import './lectern-hand-out.ts';

/** The tab "Files": what teachers hand out, and how students get it. */
export class LecternFiles extends LitElement {
  static override styles = [
    controls,
    filesStyle,
    css`
      header {
        padding: 0.75rem 0.85rem;
        border-bottom: 1px solid var(--lc-line);
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    shown: { attribute: false },
  };

  declare session: ClassSession | null;
  /** The tab is in front: what is in it counts as seen. */
  declare shown: boolean;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.shown = false;
  }

  protected override updated(_changed: PropertyValues): void {
    const state = this.#state.value;
    if (this.shown && state !== null && state.freshFiles > 0 && this.getClientRects().length > 0)
      this.session?.lookAtFiles();
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null) return nothing;
    const teaches = (state.role === 'owner' || state.role === 'teacher') && !state.closed;
    const { files } = state;
    return html`${
        teaches
          ? html`<header>
              <button class="primary" aria-haspopup="dialog" @click=${this.#handOut}>
                ${icon('handOut')}${words.handOut}
              </button>
            </header>`
          : nothing
      }
      ${
        files.length === 0
          ? html`<div class="empty">
              <strong>${teaches ? words.emptyTeacher : words.emptyStudent}</strong>
              <span class="muted"
                >${teaches ? words.emptyTeacherHint : words.emptyStudentHint}</span
              >
            </div>`
          : nothing
      }
      <ul role="list" aria-label=${words.list} ?hidden=${files.length === 0}>
        ${repeat(
          files,
          ({ id }) => id,
          (file) => html`<li>${this.#item(file, teaches)}</li>`,
        )}
      </ul>
      <lectern-hand-out .session=${this.session}></lectern-hand-out>`;
  }

  #item(file: FileItem, teaches: boolean): TemplateResult {
    const id = `file-${file.id}`;
    const since = messages.ago(file.at, systemClock.now());
    return html`<article class=${file.fresh ? 'fresh' : ''} aria-labelledby=${id}>
      <div class="line">
        <h2 id=${id} class="cut" dir="auto" title=${file.name}>${file.name}</h2>
        <span class="chips">${this.#chips(file, teaches)}</span>
      </div>
      <p class="muted">
        ${teaches ? words.handedOut(sizeWords(file.size), since) : words.from(sizeWords(file.size), file.by, since)}
      </p>
      ${file.progress === null ? nothing : this.#progress(file)}
      ${file.path === null || teaches ? nothing : html`<p class="muted path">${words.landed(file.path)}</p>`}
      <div class="buttons">
        ${teaches ? this.#teacherButtons(file, id) : this.#studentButtons(file, id)}
      </div>
    </article>`;
  }

  #chips(file: FileItem, teaches: boolean): TemplateResult {
    const chip = (kind: string, text: string): TemplateResult =>
      html`<span class="chip ${kind}">${text}</span>`;
    return html`${file.group === null ? nothing : chip('', words.forGroup(file.group.name))}
    ${teaches && file.version > 1 ? chip('', words.version(file.version)) : nothing}
    ${file.withdrawn ? chip('', words.withdrawn) : nothing}
    ${!teaches && !file.withdrawn && file.state === 'newer' ? chip('new', words.newer) : nothing}
    ${!teaches && !file.withdrawn && file.state === 'none' ? chip('new', words.fresh) : nothing}
    ${!teaches && file.state === 'current' ? html`<span class="chip done">${icon('check')}${words.got}</span>` : nothing}`;
  }

  #teacherButtons(file: FileItem, id: string): TemplateResult {
    return html`<button
      class="small"
      aria-describedby=${id}
      @click=${() => void this.session?.withdrawFile(file.id)}
    >
      ${words.withdraw}
    </button>`;
  }

  #studentButtons(file: FileItem, id: string): TemplateResult {
    if (file.progress !== null)
      return html`<button
        class="small"
        aria-describedby=${id}
        @click=${() => this.session?.cancelFile(file.id)}
      >
        ${messages.cancel}
      </button>`;
    const open = html`<button
      class="small quiet"
      aria-describedby=${id}
      @click=${() => this.session?.openFile(file.id)}
    >
      ${words.open}
    </button>`;
    const get = html`<button
      class="small ${file.state === 'current' ? 'quiet' : 'primary'}"
      aria-describedby=${id}
      @click=${() => void this.session?.getFile(file.id)}
    >
      ${icon('sync')}${file.state === 'current' ? words.getAgain : words.get}
    </button>`;
    return html`${file.path === null ? nothing : open} ${file.withdrawn ? nothing : get}`;
  }

  #progress({ progress, name }: FileItem): TemplateResult | typeof nothing {
    if (progress === null) return nothing;
    const { received, size } = progress;
    return html`<progress
        aria-label=${words.getting(name)}
        max=${size ?? nothing}
        value=${size === null ? nothing : received}
      ></progress>
      <p class="muted">
        ${size === null ? words.seeking : words.received(sizeWords(received), sizeWords(size))}
      </p>`;
  }

  #handOut(): void {
    void this.renderRoot.querySelector('lectern-hand-out')?.show();
  }
}

customElements.define('lectern-files', LecternFiles);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-files': LecternFiles;
  }
}
