import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import type { PythonNetwork, PythonRules } from '../../notebook/python-rules.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { Observed } from '../observed.ts';

const words = classMessages.python;

const NETWORKS: readonly PythonNetwork[] = ['packages', 'on', 'off'];
const SECONDS: readonly (number | null)[] = [null, 10, 30, 60, 300];
const MEGABYTES: readonly number[] = [64, 128, 256, 512, 1_024];

/** What Python may do in this class: to choose for teachers, to read for all others where it is said. */
export class LecternPythonRules extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 0.5rem 0.85rem;
        border-bottom: 1px solid var(--lc-line);
        font-size: 0.8125rem;
      }
      :host([hidden]) {
        display: none;
      }
      summary {
        padding-block: 0.2rem;
        font-weight: 650;
        cursor: pointer;
      }
      .choices {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.4rem 0.75rem;
        align-items: center;
        padding-top: 0.5rem;
      }
      select {
        font: inherit;
        color: inherit;
        background: var(--lc-surface);
        border: 1px solid var(--lc-line-strong);
        border-radius: 6px;
        min-width: 0;
        min-height: 2rem;
        padding: 0 0.3rem;
      }
      p {
        margin: 0;
      }
      .choices p {
        grid-column: 1 / -1;
      }
    `,
  ];
  static override properties = { session: { attribute: false } };

  declare session: ClassSession | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    const leads =
      state !== null && (state.role === 'owner' || state.role === 'teacher') && !state.closed;
    const said = state === null ? '' : words.said(state.python);
    this.hidden = !leads && said === '';
    if (state === null || this.hidden) return nothing;
    if (!leads) return html`<p class="muted">${said}</p>`;
    const { python } = state;
    return html`<details>
      <summary>${words.title}</summary>
      <div class="choices">
        ${this.#choice(python, 'network', NETWORKS, (network) => words.networks[network])}
        ${this.#choice(python, 'seconds', SECONDS, words.seconds)}
        ${this.#choice(python, 'megabytes', MEGABYTES, words.megabytes)}
        <p class="muted">${words.hint}</p>
      </div>
    </details>`;
  }

  #choice<K extends keyof PythonRules>(
    rules: PythonRules,
    key: K,
    offered: readonly PythonRules[K][],
    text: (value: PythonRules[K]) => string,
  ): TemplateResult {
    // Another version may have said what is not offered here.
    const values = offered.includes(rules[key]) ? offered : [...offered, rules[key]];
    return html`<label for=${key}>${words.labels[key]}</label>
      <select
        id=${key}
        @change=${(event: Event) => {
          const value = values[(event.target as HTMLSelectElement).selectedIndex] as PythonRules[K];
          void this.session?.setPythonRules({ ...rules, [key]: value });
        }}
      >
        ${values.map(
          (value) => html`<option ?selected=${value === rules[key]}>${text(value)}</option>`,
        )}
      </select>`;
  }
}

customElements.define('lectern-python-rules', LecternPythonRules);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-python-rules': LecternPythonRules;
  }
}
