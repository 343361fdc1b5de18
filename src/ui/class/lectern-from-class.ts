import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSummary } from '../../classroom/home.ts';
import { controls } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';

const words = classMessages.fromClass;

/**
 * Outside of a class: says that the notebook in front is from one, with the way there. Fires `lectern-open-class`
 * (detail: the class) when that is pressed. Shows nothing for other notebooks.
 */
export class LecternFromClass extends LitElement {
  static override styles = [
    controls,
    css`
      [role='note'] {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.75rem;
        padding: 0.35rem 0.85rem;
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
        border-bottom: 1px solid var(--lc-line);
        overflow-wrap: anywhere;
      }
    `,
  ];
  static override properties = { found: { attribute: false } };

  declare found: ClassSummary | null;

  constructor() {
    super();
    this.found = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { found } = this;
    if (found === null) return nothing;
    return html`<section aria-labelledby="what">
      <div role="note">
        <span id="what">${words.from(found.name)}</span>
        <button class="small" @click=${() => this.#open(found)}>${words.open(found.name)}</button>
      </div>
    </section>`;
  }

  #open(detail: ClassSummary): void {
    this.dispatchEvent(new CustomEvent<ClassSummary>('lectern-open-class', { detail }));
  }
}

customElements.define('lectern-from-class', LecternFromClass);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-from-class': LecternFromClass;
  }
  interface HTMLElementEventMap {
    'lectern-open-class': CustomEvent<ClassSummary>;
  }
}
