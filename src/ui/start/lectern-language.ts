import { css, html, LitElement, type TemplateResult } from 'lit';
import { LANGUAGES, type LanguageId } from '../../words/languages.ts';
import { language } from '../../words/words.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';

/**
 * The languages of Lectern, each in its own words. A choice goes to the page as `lectern-language`: it saves what is
 * open and begins anew in that language.
 */
export class LecternLanguage extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: inline-block;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 0.35rem;
      }
      select {
        padding: 0.2rem 0.35rem;
        border: 1px solid var(--lc-line-strong);
        border-radius: 6px;
        background: var(--lc-surface);
        color: inherit;
        font: inherit;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<label>
      ${icon('language')}<span class="hidden-text">${messages.language}</span>
      <select @change=${this.#choose}>
        ${LANGUAGES.map(
          ({ id, name, dir }) =>
            html`<option value=${id} lang=${id} dir=${dir} ?selected=${id === language.id}>
              ${name}
            </option>`,
        )}
      </select>
    </label>`;
  }

  #choose(): void {
    const chosen = this.renderRoot.querySelector('select')?.value;
    const detail = LANGUAGES.find(({ id }) => id === chosen)?.id;
    if (detail === undefined) return;
    this.dispatchEvent(
      new CustomEvent<LanguageId>('lectern-language', { detail, bubbles: true, composed: true }),
    );
  }
}

customElements.define('lectern-language', LecternLanguage);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-language': LecternLanguage;
  }
  interface HTMLElementEventMap {
    'lectern-language': CustomEvent<LanguageId>;
  }
  interface WindowEventMap {
    'lectern-language': CustomEvent<LanguageId>;
  }
}
