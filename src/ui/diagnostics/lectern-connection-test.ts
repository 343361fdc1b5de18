import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { StepResult, TestStep, Verdict } from '../../base/connection-report.ts';
import { connectionTotal, type ConnectionTotal } from '../../base/connection-total.ts';
import { LecternError } from '../../base/lectern-error.ts';
import type { Diagnostics } from '../../classroom/diagnostics.ts';
import type { Problem } from '../../classroom/home.ts';
import { controls, dialogs } from '../controls.css.ts';
import { dialogHead } from '../dialog-head.ts';
import { icon, type IconName } from '../icons.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { connectionTestStyle } from './connection-test.css.ts';
import { diagnosticsMessages as words } from './diagnostics-messages.ts';
import './lectern-debug-log.ts';
import { reportText } from './report-text.ts';

const STEPS: readonly TestStep[] = ['server', 'ice', 'direct', 'relay'];

const MARKS: Record<Verdict, IconName> = {
  works: 'check',
  slow: 'warning',
  fails: 'close',
  'not-offered': 'minus',
};

const GRADES: Record<ConnectionTotal, 'good' | 'fair' | 'bad'> = {
  offline: 'bad',
  'no-server': 'bad',
  nobody: 'bad',
  'relay-only': 'fair',
  'direct-only': 'fair',
  slow: 'fair',
  works: 'good',
};

/** The dialog "Test connection": begins to test as soon as it is shown, and stops when it is closed. Open with `show`. */
export class LecternConnectionTest extends LitElement {
  static override styles = [controls, dialogs, problemNoteStyle, connectionTestStyle];
  static override properties = {
    diagnostics: { attribute: false },
    results: { state: true },
    problem: { state: true },
    copied: { state: true },
  };

  declare diagnostics: Diagnostics | null;
  declare results: readonly StepResult[];
  /** Why the test could not even begin. */
  declare problem: Problem | null;
  declare copied: 'no' | 'yes' | 'failed';

  #run: AbortController | null = null;

  constructor() {
    super();
    this.diagnostics = null;
    this.results = [];
    this.problem = null;
    this.copied = 'no';
  }

  /** Opens the dialog and begins to test. */
  show(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog === null || dialog.open) return;
    dialog.showModal();
    void this.#test();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#run?.abort();
  }

  override render(): TemplateResult {
    const done = this.results.length === STEPS.length;
    return html`<dialog aria-labelledby="title" @close=${() => this.#run?.abort()}>
      <div class="body">
        ${dialogHead(words.title, () => this.#close())}
        ${
          this.problem === null
            ? html`${this.#progress(done)}
                <ol role="list" aria-label=${words.results} aria-busy=${done ? 'false' : 'true'}>
                  ${STEPS.map((step, index) => this.#step(step, index))}
                </ol>`
            : problemNote(this.problem)
        }
        ${
          this.copied === 'failed'
            ? html`<textarea
                dir="auto"
                readonly
                aria-label=${words.report}
                .value=${this.#report()}
              ></textarea>`
            : nothing
        }
        <footer>
          <p class="hint muted" role="status">
            ${this.copied === 'yes' ? words.copied : this.copied === 'failed' ? words.copyFailed : ''}
          </p>
          <button aria-disabled=${done ? 'false' : 'true'} @click=${this.#copy}>
            ${icon('copy')}${words.copy}
          </button>
          <button
            class="primary"
            autofocus
            aria-disabled=${done || this.problem !== null ? 'false' : 'true'}
            @click=${this.#again}
          >
            ${words.again}
          </button>
        </footer>
        <lectern-debug-log .diagnostics=${this.diagnostics}></lectern-debug-log>
      </div>
    </dialog>`;
  }

  #progress(done: boolean): TemplateResult {
    const next = STEPS[this.results.length];
    const total = connectionTotal(this.results);
    return html`<p class="total ${done ? GRADES[total] : ''}" role="status">
      ${done ? nothing : html`<span class="spinner" aria-hidden="true"></span>`}
      <span
        >${done || next === undefined ? words.totals[total] : words.progress(this.results.at(-1), next)}</span
      >
    </p>`;
  }

  #step(step: TestStep, index: number): TemplateResult {
    const result = this.results[index];
    const testing = index === this.results.length;
    const state = testing ? words.testing : words.waiting;
    return html`<li class=${result?.verdict ?? 'waiting'}>
      <span class="mark" aria-hidden="true"
        >${
          result !== undefined
            ? icon(MARKS[result.verdict])
            : testing
              ? html`<span class="spinner"></span>`
              : nothing
        }</span
      >
      <h3>${words.steps[step]}</h3>
      <span class="verdict">${result === undefined ? state : words.verdicts[result.verdict]}</span>
      ${result === undefined ? nothing : this.#advice(result)}
    </li>`;
  }

  #advice(result: StepResult): TemplateResult {
    const facts = words.facts(result);
    const { serverPage } = this.diagnostics ?? {};
    const hidden = result.reason !== 'server-away' && result.reason !== 'server-other';
    return html`<p>${words.advice(result)}${facts === '' ? nothing : html`<br />${facts}`}</p>
      ${
        hidden || serverPage === undefined
          ? nothing
          : html`<p>
              <a href=${serverPage} target="_blank" rel="noopener">${words.serverPage}</a>
            </p>`
      }`;
  }

  async #test(): Promise<void> {
    const { diagnostics } = this;
    if (diagnostics === null) return;
    this.#run?.abort();
    const run = new AbortController();
    this.#run = run;
    this.results = [];
    this.problem = null;
    this.copied = 'no';
    try {
      await diagnostics.test((result) => {
        this.results = [...this.results, result];
      }, run.signal);
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
      this.problem = { code: error.code, detail: error.detail };
    }
  }

  #again(): void {
    if (this.results.length === STEPS.length || this.problem !== null) void this.#test();
  }

  #report(): string {
    const about = this.diagnostics?.about();
    return about === undefined ? '' : reportText(this.results, about);
  }

  async #copy(): Promise<void> {
    if (this.results.length < STEPS.length) return;
    try {
      await navigator.clipboard.writeText(this.#report());
      this.copied = 'yes';
    } catch {
      // No permission, or an old browser: the text stands selected for the person to copy.
      this.copied = 'failed';
      await this.updateComplete;
      this.renderRoot.querySelector('textarea')?.select();
    }
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }
}

customElements.define('lectern-connection-test', LecternConnectionTest);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-connection-test': LecternConnectionTest;
  }
}
