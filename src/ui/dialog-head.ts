import { html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';
import { messages } from './messages.ts';

/** Head of a dialog that has nothing to decide: its name, for `aria-labelledby="title"`, and the button that closes it. */
export function dialogHead(title: string, close: () => void): TemplateResult {
  return html`<header>
    <h2 id="title">${title}</h2>
    <button
      type="button"
      class="quiet square"
      title=${messages.close}
      aria-label=${messages.close}
      @click=${close}
    >
      ${icon('close')}
    </button>
  </header>`;
}
