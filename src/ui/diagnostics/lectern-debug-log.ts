import { css, html, LitElement, type TemplateResult } from 'lit';
import { LOG_LEVELS } from '../../base/debug-log.ts';
import type { Diagnostics } from '../../classroom/diagnostics.ts';
import { download } from '../class/download.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { diagnosticsMessages } from './diagnostics-messages.ts';

const words = diagnosticsMessages.log;

/** The part of the dialog that saves the debug log, and says how much goes into it. */
export class LecternDebugLog extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 0.6rem;
        padding-top: 1rem;
        border-top: 1px solid var(--lc-line);
      }
      h3 {
        font-size: 0.875rem;
        font-weight: 600;
      }
      p {
        font-size: 0.8125rem;
        color: var(--lc-muted);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.5rem 1rem;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 0.5rem;
      }
      select {
        font: inherit;
        min-height: 2.25rem;
        padding: 0.25rem 0.5rem;
        color: var(--lc-text);
        background: var(--lc-surface);
        border: 1px solid var(--lc-line-strong);
        border-radius: var(--lc-radius);
      }
    `,
  ];
  static override properties = { diagnostics: { attribute: false } };

  declare diagnostics: Diagnostics | null;

  constructor() {
    super();
    this.diagnostics = null;
  }

  override render(): TemplateResult {
    const chosen = this.diagnostics?.logLevel ?? 'info';
    return html`<h3>${words.title}</h3>
      <p>${words.what}</p>
      <div class="row">
        <label
          >${words.level}
          <select @change=${this.#choose}>
            ${LOG_LEVELS.map(
              (level) =>
                html`<option value=${level} ?selected=${level === chosen}>
                  ${words.levels[level]}
                </option>`,
            )}
          </select>
        </label>
        <button @click=${this.#save}>${icon('save')}${words.save}</button>
      </div>`;
  }

  #choose(event: Event): void {
    if (this.diagnostics === null || !(event.target instanceof HTMLSelectElement)) return;
    const { value } = event.target;
    this.diagnostics.logLevel = LOG_LEVELS.find((level) => level === value) ?? 'info';
  }

  #save(): void {
    const file = this.diagnostics?.logFile();
    if (file !== undefined) download(file.fileName, [file.text], 'text/plain');
  }
}

customElements.define('lectern-debug-log', LecternDebugLog);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-debug-log': LecternDebugLog;
  }
}
