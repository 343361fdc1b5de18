import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Safekeeping, SafekeepingState } from '../../classroom/safekeeping.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { Observed } from '../observed.ts';
import { askStorage } from './ask-storage.ts';
import { storageMessages } from './storage-messages.ts';

const words = storageMessages.note;

/**
 * What is to be said about keeping work safe, in one sentence at the bottom; nothing where all is well. It moves nothing
 * and takes no focus. "Back up now" makes the backup where no passphrase is wanted, else leads to the dialog.
 */
export class LecternStorageNote extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        z-index: 1500;
        inset: auto 0 1.75rem 0;
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.35rem 0.6rem;
        width: fit-content;
        max-width: min(46rem, calc(100vw - 1.5rem));
        padding-block: 0.45rem;
        padding-inline: 0.9rem 0.6rem;
        color: var(--lc-text);
        background: var(--lc-surface);
        border: 1px solid var(--lc-warn-line);
        border-radius: 12px;
        box-shadow: var(--lc-shadow-high);
        pointer-events: auto;
      }
      p {
        flex: 1 1 16rem;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem;
      }
    `,
  ];
  static override properties = { safekeeping: { attribute: false } };

  declare safekeeping: Safekeeping | null;

  readonly #state = new Observed<SafekeepingState>(this, () => this.safekeeping?.state ?? null);

  constructor() {
    super();
    this.safekeeping = null;
  }

  override render(): TemplateResult | typeof nothing {
    const warning = this.#state.value?.warning ?? null;
    const state = this.#state.value;
    if (warning === null || state === null) return nothing;
    const paused = warning === 'folder-paused';
    return html`<section aria-label=${words.region}>
      <p role="status">${storageMessages.warnings[warning]}</p>
      <div>
        <button class="small" @click=${() => (paused ? this.#resume() : this.#backUp(state))}>
          ${icon('save')}${paused ? words.allow : words.backUp}
        </button>
        <button class="small quiet" @click=${() => askStorage(this)}>${words.more}</button>
        <button class="small quiet" @click=${() => void this.safekeeping?.dismiss()}>
          ${words.dismiss}
        </button>
      </div>
    </section>`;
  }

  /** The start screen makes room for it, however wide the reader's letters are. */
  protected override updated(_changed: PropertyValues<this>): void {
    const shown = (this.#state.value?.warning ?? null) !== null;
    document.documentElement.style.setProperty('--lc-note-room', shown ? '10rem' : null);
  }

  #resume(): void {
    void this.safekeeping?.resume(null);
  }

  /** Failures, and what is not in it, are told in the dialog. */
  async #backUp({ hasPassphrase }: SafekeepingState): Promise<void> {
    if (!hasPassphrase) return askStorage(this);
    await this.safekeeping?.backUp(null);
    const after = this.safekeeping?.state.value;
    if (after !== undefined && (after.problem !== null || after.leftOut.length > 0))
      askStorage(this);
  }
}

customElements.define('lectern-storage-note', LecternStorageNote);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-storage-note': LecternStorageNote;
  }
}
