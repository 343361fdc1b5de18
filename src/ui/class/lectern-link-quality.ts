import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { Person } from '../../classroom/class-state.ts';
import type { LinkState } from '../../classroom/link-states.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { Observed } from '../observed.ts';

const words = classMessages.linkQuality;

/** Round trips up to which a link is good, and fair, ms: above the last one people wait for each other's cursors. */
const GOOD_MS = 100;
const FAIR_MS = 300;

/** How this device is linked to a person who is here: bars, the round trip, and the whole of it in words. */
export class LecternLinkQuality extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        font-size: inherit;
        color: inherit;
        white-space: nowrap;
      }
      svg {
        width: 0.875rem;
        height: 0.75rem;
        margin-inline-start: 0.15rem;
        vertical-align: -1px;
        fill: currentColor;
      }
      .off {
        opacity: 0.35;
      }
    `,
  ];
  static override properties = { session: { attribute: false }, person: { attribute: false } };

  declare session: ClassSession | null;
  declare person: Person | null;

  readonly #links = new Observed<ReadonlyMap<Person['id'], LinkState>>(
    this,
    () => this.session?.links ?? null,
  );

  constructor() {
    super();
    this.session = null;
    this.person = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { person } = this;
    if (person === null || person.self || !person.present) return nothing;
    const link = this.#links.value?.get(person.id) ?? null;
    const inWords = link === null ? words.others : words[link.path](link.rttMs);
    return html`<span title=${inWords}>
      ${bars(link)}
      ${link === null ? nothing : html`<span aria-hidden="true">${words.short(link.path, link.rttMs)}</span>`}
      <span class="hidden-text">${inWords}</span>
    </span>`;
  }
}

/** Three bars for a good link, down to one; none for people who are reached through others. */
function bars(link: LinkState | null): TemplateResult {
  const rttMs = link?.rttMs ?? 0;
  const filled = link === null ? 0 : rttMs <= GOOD_MS ? 3 : rttMs <= FAIR_MS ? 2 : 1;
  return html`<svg viewBox="0 0 14 12" aria-hidden="true">
    ${[0, 1, 2].map(
      (bar) =>
        svg`<rect class=${bar < filled ? '' : 'off'} x=${bar * 5} y=${8 - bar * 4} width="3.5" height=${4 + bar * 4} rx="1"/>`,
    )}
  </svg>`;
}

customElements.define('lectern-link-quality', LecternLinkQuality);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-link-quality': LecternLinkQuality;
  }
}
