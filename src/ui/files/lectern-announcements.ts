import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { systemClock } from '../../base/clock.ts';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { fileMessages } from './file-messages.ts';
import { filesStyle } from './files.css.ts';

const words = fileMessages.announcements;

/** What teachers announced, newest first, with what a teacher needs to announce something. Nothing where there is neither. */
export class LecternAnnouncements extends LitElement {
  static override styles = [
    controls,
    filesStyle,
    css`
      details {
        border-bottom: 1px solid var(--lc-line);
        max-height: 45vh;
        overflow: auto;
      }
      summary {
        padding: 0.5rem 0.85rem;
        font-size: 0.8125rem;
        font-weight: 650;
        cursor: pointer;
      }
      summary:focus-visible {
        outline-offset: -3px;
      }
      form {
        display: grid;
        gap: 0.4rem;
        padding: 0 0.85rem 0.75rem;
      }
      textarea {
        font: inherit;
        color: var(--lc-text);
        background: var(--lc-surface);
        padding: 0.4rem 0.6rem;
        border: 1px solid var(--lc-line-strong);
        border-radius: var(--lc-radius);
        resize: vertical;
        min-height: 3.5rem;
      }
      form button {
        justify-self: end;
      }
      .said {
        white-space: pre-wrap;
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
    if (state === null) return nothing;
    const { announcements } = state;
    const teaches = (state.role === 'owner' || state.role === 'teacher') && !state.closed;
    if (announcements.length === 0 && !teaches) return nothing;
    return html`<details>
      <summary>${words.title(announcements.length)}</summary>
      ${teaches ? this.#form() : nothing}
      <ul role="list" aria-label=${words.list} ?hidden=${announcements.length === 0}>
        ${repeat(
          announcements,
          ({ id }) => id,
          ({ id, text, by, at }) =>
            html`<li>
              <article>
                <p class="said" id=${`said-${id}`}>${text}</p>
                <p class="muted">${words.by(by, messages.ago(at, systemClock.now()))}</p>
                ${
                  teaches
                    ? html`<div class="buttons">
                        <button
                          class="small"
                          aria-describedby=${`said-${id}`}
                          @click=${() => void this.session?.withdrawAnnouncement(id)}
                        >
                          ${words.withdraw}
                        </button>
                      </div>`
                    : nothing
                }
              </article>
            </li>`,
        )}
      </ul>
    </details>`;
  }

  #form(): TemplateResult {
    return html`<form novalidate @submit=${this.#submit}>
      <textarea id="text" dir="auto" rows="2" maxlength="2000" aria-label=${words.text}></textarea>
      <button class="small primary" type="submit">${words.submit}</button>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = this.renderRoot.querySelector('textarea');
    if (field === null) return;
    if (await this.session?.announce(field.value)) field.value = '';
    field.focus();
  }
}

customElements.define('lectern-announcements', LecternAnnouncements);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-announcements': LecternAnnouncements;
  }
}
