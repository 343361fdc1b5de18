import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { LogEvent } from '../../classroom/class-log.ts';
import type { ClassSession } from '../../classroom/class-session.ts';
import { csvText } from '../../classroom/csv.ts';
import { dateTime } from '../../words/format.ts';
import { controls, dialogs } from '../controls.css.ts';
import { dialogHead } from '../dialog-head.ts';
import { leadMessages } from '../lead-messages.ts';
import { download } from './download.ts';

const words = leadMessages.log;

/** Events that the dialog shows; all of them are in the file. */
const SHOWN = 200;

/** What happened to the class, for its teachers: a button and its dialog. */
export class LecternClassLog extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      :host {
        display: block;
        padding: 0.5rem 0.85rem 0.85rem;
        border-top: 1px solid var(--lc-line);
      }
      dialog {
        --dialog-width: 40rem;
      }
      ul {
        display: grid;
        gap: 0.4rem;
        max-height: 50dvh;
        overflow: auto;
      }
      ul:focus-visible {
        outline-offset: -2px;
      }
      li {
        display: grid;
        grid-template-columns: 9.5rem minmax(0, 1fr);
        gap: 0 0.75rem;
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
      @media (max-width: 30rem) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
  static override properties = { session: { attribute: false }, events: { state: true } };

  declare session: ClassSession | null;
  /** As they were when the dialog was opened; null while it is closed. */
  declare events: readonly LogEvent[] | null;

  constructor() {
    super();
    this.session = null;
    this.events = null;
  }

  override render(): TemplateResult {
    return html`<button class="small quiet" @click=${this.#show}>${words.show}</button>
      <dialog aria-labelledby="title" aria-describedby="hint" @close=${() => (this.events = null)}>
        ${this.events === null ? nothing : this.#content(this.events)}
      </dialog>`;
  }

  #content(events: readonly LogEvent[]): TemplateResult {
    return html`<div class="body">
      ${dialogHead(words.title, () => this.renderRoot.querySelector('dialog')?.close())}
      <p class="muted" id="hint">${words.hint}</p>
      ${
        events.length === 0
          ? html`<p>${words.none}</p>`
          : html`<ul role="list" aria-label=${words.list} tabindex="0">
              ${events
                .slice(0, SHOWN)
                .map(
                  (event) =>
                    html`<li>
                      <span class="muted">${timeOf(event.at)}</span
                      ><span>${sentenceOf(event)}</span>
                    </li>`,
                )}
            </ul>`
      }
      ${events.length > SHOWN ? html`<p class="muted">${words.more(events.length - SHOWN)}</p>` : nothing}
      <footer>
        <button class="primary" @click=${() => this.#download(events)}>${words.download}</button>
      </footer>
    </div>`;
  }

  async #show(): Promise<void> {
    this.events = this.session?.classLog() ?? [];
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  #download(events: readonly LogEvent[]): void {
    const rows = events.map(({ at, by, what, whom, detail }) => [
      new Date(at).toISOString(),
      by,
      words.what[what],
      whom,
      words.detail(detail),
    ]);
    download('class-log.csv', [csvText([words.columns, ...rows])], 'text/csv');
  }
}

function timeOf(at: number): string {
  return dateTime(at, { dateStyle: 'medium', timeStyle: 'short' });
}

function sentenceOf({ by, what, whom, detail }: LogEvent): string {
  const said = words.detail(detail);
  return words.sentence(what, by, whom).trim() + (said && ` · ${said}`);
}

customElements.define('lectern-class-log', LecternClassLog);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-class-log': LecternClassLog;
  }
}
