import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Computer, ComputerState } from '../../classroom/computer.ts';
import { controls } from '../controls.css.ts';
import { Observed } from '../observed.ts';
import { computerMessages } from './computer-messages.ts';
import './lectern-leave.ts';
import './lectern-passphrase.ts';

const words = computerMessages.me;

/** Who is at this shared computer, with the way out; nothing on a computer that is not shared. */
export class LecternMe extends LitElement {
  static override styles = [
    controls,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.75rem;
        padding-block: 0.5rem;
        padding-inline: 0.9rem 0.5rem;
        background: var(--lc-surface);
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius-large);
      }
      /* A strip above class and notebook. */
      section.strip {
        padding-block: 0.15rem;
        padding-inline: 0.75rem 0.5rem;
        border-width: 0 0 1px;
        border-radius: 0;
        font-size: 0.8125rem;
      }
      strong {
        font-weight: 600;
      }
      .space {
        flex: 1;
      }
    `,
  ];
  static override properties = {
    computer: { attribute: false },
    strip: { attribute: false },
  };

  declare computer: Computer | null;
  /** Whether it stands above a notebook, where room is dear. */
  declare strip: boolean;

  readonly #state = new Observed<ComputerState>(this, () => this.computer?.state ?? null);

  constructor() {
    super();
    this.computer = null;
    this.strip = false;
  }

  override render(): TemplateResult | typeof nothing {
    const me = this.#state.value?.me ?? null;
    if (me === null) return nothing;
    return html`<section class=${this.strip ? 'strip' : ''} aria-label=${words.region}>
        <strong class="cut" dir="auto" title=${me.name}>${words.here(me.name)}</strong>
        <span class="space"></span>
        ${
          this.strip
            ? nothing
            : html`<button class="small quiet" @click=${() => this.#passphrase(me.protected)}>
                  ${me.protected ? words.protected : words.protect}
                </button>
                <button
                  class="small quiet"
                  @click=${() => this.renderRoot.querySelector('lectern-leave')?.show()}
                >
                  ${words.leave}
                </button>`
        }
        <button class="small" @click=${() => void this.computer?.done()}>${words.done}</button>
      </section>
      ${
        this.strip
          ? nothing
          : html`<lectern-passphrase .computer=${this.computer}></lectern-passphrase>
              <lectern-leave .computer=${this.computer}></lectern-leave>`
      }`;
  }

  #passphrase(isProtected: boolean): void {
    const dialog = this.renderRoot.querySelector('lectern-passphrase');
    void dialog?.show(isProtected ? 'unprotect' : 'protect');
  }
}

customElements.define('lectern-me', LecternMe);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-me': LecternMe;
  }
}
