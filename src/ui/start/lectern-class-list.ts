import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { systemClock } from '../../base/clock.ts';
import type { ClassSummary, Home, HomeState } from '../../classroom/home.ts';
import { controls, dialogs } from '../controls.css.ts';
import { messages } from '../messages.ts';
import type { ProtectStep } from './lectern-protect.ts';
import { Observed } from '../observed.ts';

const words = messages.start;

/** "Your classes": one click continues; "Forget" asks before it takes a class off the device. */
export class LecternClassList extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      h2 {
        font-size: 0.9375rem;
        font-weight: 650;
        margin-bottom: 0.6rem;
      }
      ul {
        display: grid;
        background: var(--lc-surface);
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius-large);
        box-shadow: var(--lc-shadow);
      }
      li {
        display: flex;
        align-items: center;
        gap: 0.25rem;
        padding: 0.3rem;
        min-width: 0;
      }
      li + li {
        border-top: 1px solid var(--lc-line);
      }
      .open {
        position: relative;
        display: flex;
        align-items: center;
        flex: 1;
        min-width: 0;
        gap: 0.85rem;
        padding: 0.55rem 0.7rem;
        border-radius: 10px;
      }
      .open:hover {
        background: var(--lc-sunken);
      }
      .open button {
        max-width: 100%;
        justify-self: start;
      }
      .text {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        min-width: 0;
        flex: 1;
      }
      .name {
        font-weight: 600;
        font-size: 0.9375rem;
      }
      .facts {
        color: var(--lc-muted);
        font-size: 0.8125rem;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      .initial {
        display: grid;
        place-items: center;
        flex: none;
        width: 2.25rem;
        height: 2.25rem;
        border-radius: 9px;
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
        font-weight: 650;
      }
    `,
  ];
  static override properties = {
    home: { attribute: false },
    whole: { attribute: false },
    opening: { state: true },
    forgetting: { state: true },
  };

  declare home: Home | null;
  /** Whether a passphrase is for all of a person here, not for a class: then a class gets none of its own. */
  declare whole: boolean;
  declare opening: ClassSummary['id'] | null;
  /** The class that the dialog asks about; it stays set while the dialog closes. */
  declare forgetting: ClassSummary | null;

  readonly #state = new Observed<HomeState>(this, () => this.home?.state ?? null);

  constructor() {
    super();
    this.home = null;
    this.whole = false;
    this.opening = null;
    this.forgetting = null;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    const classes = state?.classes ?? [];
    if (state === null || (classes.length === 0 && this.forgetting === null)) return nothing;
    return html`<section ?hidden=${classes.length === 0}>
        <h2 id="title">${words.classes}</h2>
        <span hidden id="continue">${words.continueWith}</span>
        <ul role="list" aria-labelledby="title">
          ${repeat(
            classes,
            ({ id }) => id,
            (summary, index) => this.#item(summary, index, state.busy),
          )}
        </ul>
      </section>
      ${this.#dialog()} <lectern-protect .home=${this.home}></lectern-protect>`;
  }

  #item(summary: ClassSummary, index: number, busy: HomeState['busy']): TemplateResult {
    const opening = busy === 'continuing' && this.opening === summary.id;
    const facts = [
      messages.roles[summary.role],
      words.opened(summary.lastOpened, systemClock.now()),
      words.asName(summary.myName),
    ].join(' · ');
    return html`<li>
      <div class="open">
        <span class="initial" aria-hidden="true"
          >${[...summary.name.trim()][0]?.toUpperCase() ?? '·'}</span
        >
        <span class="text">
          <button
            class="stretched"
            aria-labelledby="continue name-${index}"
            aria-describedby="facts-${index}"
            aria-disabled=${busy === 'none' ? 'false' : 'true'}
            title=${summary.name}
            @click=${() => this.#open(summary, busy)}
          >
            <span class="name cut" id="name-${index}">${summary.name}</span>
          </button>
          <span class="facts" title=${facts} id="facts-${index}">${facts}</span>
        </span>
        ${opening ? html`<span class="spinner"></span>` : nothing}
      </div>
      ${
        this.whole && !summary.protected
          ? nothing
          : html`<button
              class="quiet small"
              aria-describedby="name-${index}"
              ?disabled=${busy !== 'none'}
              @click=${() => this.#protect(summary, summary.protected ? 'unprotect' : 'protect')}
            >
              ${summary.protected ? words.unprotect : words.protect}
            </button>`
      }
      <button
        class="quiet small"
        aria-describedby="name-${index}"
        ?disabled=${busy !== 'none'}
        @click=${() => this.#ask(summary)}
      >
        ${words.forget}
      </button>
    </li>`;
  }

  #dialog(): TemplateResult {
    const summary = this.forgetting;
    const owner = summary?.role === 'owner';
    return html`<dialog aria-labelledby="forget-title">
      <div class="body">
        <h2 id="forget-title">${words.forgetTitle}</h2>
        <p>${words.forgetWhat(summary?.name ?? '')}</p>
        <p>${owner ? html`<strong>${words.forgetOwner}</strong>` : words.forgetMember}</p>
        <p class="muted">${words.forgetFiles}</p>
        <footer>
          <button autofocus @click=${() => this.#close()}>${messages.cancel}</button>
          <button class="danger" @click=${() => this.#forget()}>${words.forgetNow}</button>
        </footer>
      </div>
    </dialog>`;
  }

  #open(summary: ClassSummary, busy: HomeState['busy']): void {
    if (busy !== 'none') return;
    if (summary.protected) {
      this.#protect(summary, 'open');
      return;
    }
    this.opening = summary.id;
    void this.home?.resume(summary.id);
  }

  /** The dialog comes with the classroom: until that is here there is nothing to open anyway. */
  #protect(summary: ClassSummary, step: ProtectStep): void {
    this.opening = summary.id;
    const dialog = this.renderRoot.querySelector('lectern-protect');
    if (dialog !== null && 'show' in dialog) void dialog.show(summary, step);
  }

  async #ask(summary: ClassSummary): Promise<void> {
    this.forgetting = summary;
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  #forget(): void {
    this.#close();
    if (this.forgetting !== null) void this.home?.forget(this.forgetting.id);
  }
}

customElements.define('lectern-class-list', LecternClassList);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-class-list': LecternClassList;
  }
}
