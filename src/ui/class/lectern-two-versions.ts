import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState, TwoVersions } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { Observed } from '../observed.ts';

const words = classMessages.people;

/** Who signed two versions of one change, for teachers; the owner says which one counts. Shows nothing otherwise. */
export class LecternTwoVersions extends LitElement {
  static override styles = [
    controls,
    css`
      section {
        display: grid;
        gap: 0.4rem;
        margin: 0.6rem;
        padding: 0.6rem 0.7rem;
        border: 1px solid var(--lc-warn-line);
        border-radius: var(--lc-radius);
        background: var(--lc-warn-soft);
        color: var(--lc-warn-text);
        font-size: 0.8125rem;
      }
      h2 {
        display: flex;
        gap: 0.4rem;
        font-size: 0.8125rem;
        font-weight: 650;
        overflow-wrap: anywhere;
      }
      li {
        display: grid;
        gap: 0.3rem;
        justify-items: start;
        padding: 0.4rem 0.5rem;
        border-radius: 6px;
        background: var(--lc-surface);
        color: var(--lc-text);
      }
      ul {
        display: grid;
        gap: 0.35rem;
      }
      .text {
        max-height: 4.2rem;
        overflow: hidden;
        font-family: var(--lc-mono);
        font-size: 0.75rem;
        overflow-wrap: anywhere;
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
    const [fork] = state?.forks ?? [];
    if (!state || fork === undefined) return nothing;
    const decides = state.role === 'owner' && !state.closed;
    return html`<section aria-labelledby="title">
      <h2 id="title">${icon('warning')}${words.two(fork.name)}</h2>
      <p>${words.twoWhat} ${decides ? '' : words.twoOwner}</p>
      <ul role="list" aria-labelledby="title">
        ${fork.versions.map((version, i) => this.#version(fork, version, i === 0, decides))}
      </ul>
    </section>`;
  }

  #version(
    fork: TwoVersions,
    { hash, text }: TwoVersions['versions'][number],
    counts: boolean,
    decides: boolean,
  ): TemplateResult {
    const id = counts ? 'first' : 'second';
    return html`<li>
      <span class="text" id=${id}>${text === '' ? words.unreadable : text}</span>
      ${counts ? html`<strong>${words.counts}</strong>` : nothing}
      ${
        decides
          ? html`<button
              class="small"
              aria-describedby=${id}
              @click=${() => void this.session?.decideFork(fork.id, hash)}
            >
              ${counts ? words.keep : words.choose}
            </button>`
          : nothing
      }
    </li>`;
  }
}

customElements.define('lectern-two-versions', LecternTwoVersions);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-two-versions': LecternTwoVersions;
  }
}
