import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { JsonObject } from '../../base/json.ts';
import { controls } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import { codeStyle } from './code-view.ts';
import { inertHtml } from './inert-html.ts';
import { frameDocument, viewOutput } from './output-view.ts';

const words = classMessages.outputs;

/** A preview of a cell's outputs: text, images, and formatted output in a frame that can do nothing. */
export class LecternOutputs extends LitElement {
  static override styles = [
    controls,
    codeStyle,
    css`
      :host {
        display: grid;
        gap: 0.5rem;
      }
      pre {
        max-height: 14rem;
        background: transparent;
        border: 1px solid var(--lc-line);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      pre.wrong {
        background: var(--lc-danger-soft);
        color: var(--lc-danger-text);
        border-color: transparent;
      }
      img {
        max-width: 100%;
        max-height: 16rem;
        justify-self: start;
        background: #fff;
        border-radius: 4px;
      }
      iframe {
        width: 100%;
        height: 9rem;
        border: 1px solid var(--lc-line);
        border-radius: 6px;
        background: #fff;
      }
    `,
  ];
  static override properties = { outputs: { attribute: false } };

  declare outputs: readonly JsonObject[];

  constructor() {
    super();
    this.outputs = [];
  }

  override render(): TemplateResult[] {
    return this.outputs.map((output) => this.#one(output));
  }

  #one(output: JsonObject): TemplateResult {
    const view = viewOutput(output);
    switch (view.kind) {
      case 'text':
        return html`<pre
            class=${view.wrong ? 'wrong' : ''}
            tabindex="0"
            role="group"
            aria-label=${classMessages.cells.outputs}
          >
${view.text}</pre>
          ${view.shortened ? html`<p class="muted">${words.shortened}</p>` : nothing}`;
      case 'image':
        return html`<img src=${view.url} alt=${view.alt.slice(0, 200) || words.image} />`;
      case 'html':
        return html`<iframe
          sandbox=""
          title=${words.html}
          .srcdoc=${frameDocument(inertHtml(view.html))}
        ></iframe>`;
      case 'other':
        return html`<p class="muted">${words.none}</p>`;
    }
  }
}

customElements.define('lectern-outputs', LecternOutputs);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-outputs': LecternOutputs;
  }
}
