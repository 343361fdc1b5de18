import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Computer, ComputerState } from '../../classroom/computer.ts';
import type { Home, HomeState } from '../../classroom/home.ts';
import type { Installation } from '../../classroom/installation.ts';
import { controls } from '../controls.css.ts';
import { askConnectionTest } from '../diagnostics/ask-connection-test.ts';
import { icon, logo, type IconName } from '../icons.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { askStorage } from '../storage/ask-storage.ts';
import './lectern-class-list.ts';
import './lectern-join-form.ts';
import './lectern-language.ts';
import './lectern-teach-form.ts';
import { startStyle } from './start.css.ts';

type View = 'home' | 'teach' | 'join' | 'recovery' | 'backup';

const words = messages.start;

/**
 * The start screen: what Lectern is, three ways to begin, and the classes of this device. Shows the join form
 * by itself while `home.state` holds an invitation that the person has not turned away from. On a shared computer
 * "Who are you?" stands in the place of all of it until somebody said so.
 */
export class LecternStart extends LitElement {
  static override styles = [controls, problemNoteStyle, startStyle];
  static override properties = {
    home: { attribute: false },
    computer: { attribute: false },
    installation: { attribute: false },
    view: { state: true },
  };

  declare home: Home | null;
  /** Who works at this computer; its elements are defined by a later chunk. */
  declare computer: Computer | null;
  /** How the application stands on this device; its element is defined by a later chunk. */
  declare installation: Installation | null;
  /** What is shown; set from outside by the shortcuts of the installed application. */
  declare view: View;

  readonly #state = new Observed<HomeState>(
    this,
    () => this.home?.state ?? null,
    (state) => this.#follow(state),
  );
  readonly #computer = new Observed<ComputerState>(this, () => this.computer?.state ?? null);
  #followed: string | null = null;
  #busy: HomeState['busy'] = 'none';
  #moveFocus = false;

  constructor() {
    super();
    this.home = null;
    this.computer = null;
    this.installation = null;
    this.view = 'home';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('home')) this.#followInvitation();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('view') || !this.#moveFocus) return;
    this.#moveFocus = false;
    void this.#focusView();
  }

  async #focusView(): Promise<void> {
    const form = this.renderRoot.querySelector(
      'lectern-teach-form, lectern-join-form, lectern-restore-form',
    );
    if (form instanceof LitElement) {
      await form.updateComplete;
      form.focus();
    } else {
      this.renderRoot.querySelector<HTMLElement>('.choice button')?.focus();
    }
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    const here = this.#computer.value;
    const asking = here?.asking === true;
    const wide = !asking && this.view === 'home' && (state?.classes?.length ?? 0) > 0;
    return html`<main
      class=${wide ? 'with-classes' : ''}
      aria-busy=${state === null || state.busy !== 'none'}
    >
      <header>
        ${logo()}
        <div>
          <h1>${words.title}</h1>
          <p class="promise">${words.promise}</p>
        </div>
      </header>
      ${
        state === null || state.lacks.length === 0
          ? nothing
          : html`<div class="lacks">
              ${state.lacks.map((code) => problemNote({ code, detail: {} }, 'note'))}
            </div>`
      }
      ${
        (here?.me ?? null) === null
          ? nothing
          : html`<lectern-me .computer=${this.computer}></lectern-me>`
      }
      <div class="content" @lectern-back=${() => this.#show('home')}>
        ${asking ? this.#who(state) : this.#content(state)}
      </div>
      <footer>
        <p>${words.detail}</p>
        <div class="entries">
          <lectern-language></lectern-language>
          <lectern-shared-switch
            .computer=${this.computer}
            .home=${this.home}
          ></lectern-shared-switch>
          <button class="quiet small storage" @click=${() => askStorage(this)}>
            ${messages.storage}
          </button>
          <button class="quiet small test" @click=${() => askConnectionTest(this)}>
            ${messages.testConnection}
          </button>
          <lectern-app-status .installation=${this.installation}></lectern-app-status>
        </div>
      </footer>
    </main>`;
  }

  #who(state: HomeState | null): TemplateResult {
    const invited = state?.invitation?.className ?? null;
    return html`<div class="card form">
      <lectern-who .computer=${this.computer} .invited=${invited}></lectern-who>
    </div>`;
  }

  #content(state: HomeState | null): TemplateResult {
    const me = this.#computer.value?.me ?? null;
    const myName = me?.name ?? '';
    if (this.view === 'teach') {
      return html`<div class="card form">
        <lectern-teach-form .home=${this.home} .myName=${myName}></lectern-teach-form>
      </div>`;
    }
    if (this.view === 'join') {
      return html`<div class="card form">
        <lectern-join-form .home=${this.home} .myName=${myName}></lectern-join-form>
      </div>`;
    }
    if (this.view === 'recovery' || this.view === 'backup') {
      // Defined by a later chunk: it draws itself, in place of the way back, as soon as that is here.
      return html`<div class="card form">
        <lectern-restore-form .home=${this.home} .kind=${this.view}
          ><button class="quiet small" @click=${() => this.#show('home')}>
            ${messages.back}
          </button></lectern-restore-form
        >
      </div>`;
    }
    const busy = state?.busy ?? 'none';
    return html`<div class="home">
      ${this.#problem(state)}
      <div class="choices" role="group" aria-labelledby="choose">
        <h2 id="choose">${words.choose}</h2>
        ${this.#choice('teach', 'teach', words.teach, words.teachHint, busy, () => this.#show('teach'))}
        ${this.#choice('join', 'join', words.join, words.joinHint, busy, () => this.#show('join'))}
        ${this.#choice('alone', 'alone', words.alone, words.aloneHint, busy, () => this.home?.workAlone())}
        <div class="files">
          ${this.#file('recovery', words.recover, busy)}
          ${this.#file('backup', words.restore, busy)}
        </div>
      </div>
      <lectern-class-list .home=${this.home} .whole=${me !== null}></lectern-class-list>
      <p class="hidden-text" role="status">${words.busy[busy]}</p>
    </div>`;
  }

  #choice(
    id: string,
    iconName: IconName,
    title: string,
    hint: string,
    busy: HomeState['busy'],
    run: () => void,
  ): TemplateResult {
    return html`<div class="choice ${id}">
      <span class="badge">${icon(iconName)}</span>
      <span class="words">
        <button
          class="stretched"
          aria-describedby="${id}-hint"
          aria-disabled=${busy === 'none' ? 'false' : 'true'}
          @click=${() => {
            if (busy === 'none') run();
          }}
        >
          ${title}
        </button>
        <span class="muted" id="${id}-hint">${hint}</span>
      </span>
      ${icon('go')}
    </div>`;
  }

  #file(view: View, label: string, busy: HomeState['busy']): TemplateResult {
    return html`<button
      class="quiet small"
      aria-disabled=${busy === 'none' ? 'false' : 'true'}
      @click=${() => {
        if (busy === 'none') this.#show(view);
      }}
    >
      ${label}
    </button>`;
  }

  #problem(state: HomeState | null): TemplateResult | typeof nothing {
    const { home } = this;
    if (state === null || state.problem === null || state.busy !== 'none') return nothing;
    const { code, detail } = state.problem;
    const open = state.classes?.find(({ id }) => id === detail['class']);
    const action =
      code === 'class-open-elsewhere' && open !== undefined
        ? html`<button class="small" @click=${() => void home?.takeOver(open.id)}>
            ${words.useHere}
          </button>`
        : nothing;
    return problemNote(state.problem, 'alert', action);
  }

  #show(view: View): void {
    this.#moveFocus = true;
    this.view = view;
  }

  /** After a command that opened a class, the person comes back to the beginning. */
  #follow(state: HomeState): void {
    const opened = this.#busy !== 'none' && this.#busy !== 'looking-up' && state.busy === 'none';
    this.#busy = state.busy;
    if (opened && state.problem === null) this.view = 'home';
    this.#followInvitation();
  }

  #followInvitation(): void {
    const link = this.#state.value?.invitation?.link ?? null;
    if (link === null || link === this.#followed) return;
    this.#followed = link;
    if (this.view !== 'join') this.#show('join');
  }
}

customElements.define('lectern-start', LecternStart);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-start': LecternStart;
  }
}
