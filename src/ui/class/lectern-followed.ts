import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { Observed } from '../observed.ts';

const words = classMessages.follow;

/** Below the class bar, while this device lets the class follow: which notebook, and how many follow. */
export class LecternFollowed extends LitElement {
  static override styles = [
    controls,
    css`
      [role='note'] {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.1rem 0.5rem;
        padding: 0.25rem 0.85rem;
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
        border-bottom: 1px solid var(--lc-line);
        font-size: 0.8125rem;
        overflow-wrap: anywhere;
      }
      strong {
        font-weight: 600;
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
    const presented = this.#state.value?.follow.presented ?? null;
    if (presented === null) return nothing;
    const { notebook, followers } = presented;
    return html`<section aria-labelledby="what">
      <div role="note">
        ${icon('follow')}
        <strong id="what">${notebook === '' ? words.shownNone : words.shown(notebook)}</strong>
        <span>· ${words.followers(followers)}</span>
      </div>
    </section>`;
  }
}

customElements.define('lectern-followed', LecternFollowed);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-followed': LecternFollowed;
  }
}
