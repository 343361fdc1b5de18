import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../../classroom/home.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { problemWords } from '../messages.ts';

/** Something that a person can do about a problem. */
export interface ProblemAction {
  readonly label: string;
  readonly run: () => void;
}

/** A lasting problem across the page, with what to do; shown as long as `problem` is set. */
export class LecternProblem extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.35rem 0.75rem;
        padding: 0.45rem 0.75rem;
        background: var(--lc-warn-soft);
        color: var(--lc-warn-text);
        border-bottom: 1px solid var(--lc-warn-line);
        font-size: 0.8125rem;
      }
      p {
        flex: 1 1 20rem;
        min-width: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];
  static override properties = { problem: { attribute: false }, actions: { attribute: false } };

  declare problem: Problem | null;
  declare actions: readonly ProblemAction[];

  constructor() {
    super();
    this.problem = null;
    this.actions = [];
  }

  override render(): TemplateResult | typeof nothing {
    if (this.problem === null) return nothing;
    const { what, todo } = problemWords(this.problem);
    return html`<div role="alert">
      ${icon('warning')}
      <p><strong>${what}</strong> ${todo}</p>
      ${this.actions.map(({ label, run }) => html`<button class="small" @click=${run}>${label}</button>`)}
    </div>`;
  }
}

customElements.define('lectern-problem', LecternProblem);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-problem': LecternProblem;
  }
}
