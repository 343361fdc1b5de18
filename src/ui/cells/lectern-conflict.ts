import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type {
  ChangedQuestion,
  ClosedQuestion,
  SyncAnswer,
  SyncQuestion,
} from '../../classroom/sync-question.ts';
import { controls, dialogs } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import { Observed } from '../observed.ts';
import './lectern-difference.ts';
import './lectern-merge.ts';
import type { MergeTexts } from './lectern-merge.ts';

const words = classMessages.conflict;

/**
 * The dialog that asks before a sync: what to do where a person changed their copy of a shared cell, with a merge of both
 * where the teacher changed it too; or whether to open the notebook that has the copy. Opens by itself while the class
 * has such a question.
 */
export class LecternConflict extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      dialog {
        --dialog-width: 42rem;
      }
      dialog.merge {
        --dialog-width: 64rem;
      }
      .body {
        grid-template-columns: minmax(0, 1fr);
      }
      .body > div {
        display: grid;
        gap: 0.25rem;
      }
      dialog.merge footer {
        position: sticky;
        bottom: 0;
        margin: 0 -1.5rem -1.5rem;
        padding: 0.75rem 1.5rem;
        border-top: 1px solid var(--lc-line);
        background: var(--lc-surface);
      }
    `,
  ];
  static override properties = { session: { attribute: false } };

  declare session: ClassSession | null;
  readonly #question = new Observed<SyncQuestion | null>(
    this,
    () => this.session?.syncQuestion ?? null,
  );

  /** Of the question that is open: the merge begins anew with another one only. */
  #texts: MergeTexts | null = null;
  #textsOf: SyncQuestion | null = null;

  constructor() {
    super();
    this.session = null;
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const question = this.#question.value;
    if (question === this.#textsOf) return;
    this.#textsOf = question;
    this.#texts = null;
    if (question?.kind !== 'changed') return;
    const { base, mine, shared } = question;
    this.#texts = { base, mine, theirs: shared.source, python: shared.cellType === 'code' };
  }

  override render(): TemplateResult {
    const question = this.#question.value;
    return html`<dialog
      class=${question?.kind === 'changed' && question.bothChanged ? 'merge' : ''}
      aria-labelledby="title"
      @close=${() => this.#answer(null)}
    >
      ${
        question === null
          ? nothing
          : question.kind === 'closed'
            ? this.#closed(question)
            : this.#changed(question)
      }
    </dialog>`;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog === null || dialog.open === (this.#question.value !== null)) return;
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  #closed({ paths, cells }: ClosedQuestion): TemplateResult {
    const words = classMessages.closed;
    const names = words.names(paths.map((path) => path.replace(/\.ipynb$/, '')));
    return html`<div class="body">
      <div>
        <h2 id="title">${words.title}</h2>
        <p class="muted">${words.what(names, cells)}</p>
      </div>
      <footer>
        <button @click=${() => this.#answer(null)}>${words.cancel}</button>
        <button @click=${() => this.#answer('insert')}>${words.insert}</button>
        <button class="primary" autofocus @click=${() => this.#answer('open')}>
          ${words.open}
        </button>
      </footer>
    </div>`;
  }

  #changed({ shared, mine, bothChanged }: ChangedQuestion): TemplateResult {
    return html`<div class="body">
      <div>
        <h2 id="title">${words.title}</h2>
        <p class="muted">${bothChanged ? words.both : words.what}</p>
      </div>
      ${
        bothChanged
          ? html`<lectern-merge .texts=${this.#texts}></lectern-merge>`
          : html`<lectern-difference .mine=${mine} .shared=${shared}></lectern-difference>`
      }
      <footer>
        <button @click=${() => this.#answer('replace')}>${words.replace}</button>
        <button @click=${() => this.#answer('insert')}>${words.insert}</button>
        <button
          class=${bothChanged ? '' : 'primary'}
          ?autofocus=${!bothChanged}
          @click=${() => this.#answer('keep')}
        >
          ${words.keep}
        </button>
        ${
          bothChanged
            ? html`<button class="primary" autofocus @click=${this.#useResult}>
                ${words.useResult}
              </button>`
            : nothing
        }
      </footer>
    </div>`;
  }

  #useResult(): void {
    const merged = this.renderRoot.querySelector('lectern-merge')?.text ?? null;
    if (merged !== null) this.#answer({ merged });
  }

  #answer(answer: SyncAnswer | null): void {
    if (this.#question.value !== null) this.session?.answerSync(answer);
  }
}

customElements.define('lectern-conflict', LecternConflict);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-conflict': LecternConflict;
  }
}
