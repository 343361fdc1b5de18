import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Installation, InstallationState } from '../../classroom/installation.ts';
import { controls } from '../controls.css.ts';
import { Observed } from '../observed.ts';
import { appMessages } from './app-messages.ts';

const words = appMessages.update;

/** Outside of a class, above the notebook: that a new version is here, with "Restart" and "Later". Else nothing. */
export class LecternAppUpdate extends LitElement {
  static override styles = [
    controls,
    css`
      [role='status'] {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.75rem;
        padding: 0.35rem 0.85rem;
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
        border-bottom: 1px solid var(--lc-line);
        font-size: 0.8125rem;
      }
    `,
  ];
  static override properties = {
    installation: { attribute: false },
    later: { state: true },
  };

  declare installation: Installation | null;
  declare later: boolean;

  readonly #state = new Observed<InstallationState>(this, () => this.installation?.state ?? null);

  constructor() {
    super();
    this.installation = null;
    this.later = false;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null || state.update === 'none' || this.later) return nothing;
    const busy = state.busy !== 'none';
    return html`<div role="status">
      <span>${words[state.update]}</span>
      <button
        class="small"
        aria-disabled=${busy ? 'true' : 'false'}
        @click=${() => void this.installation?.restart()}
      >
        ${busy ? words.restarting : words.restart}
      </button>
      <button class="small quiet" @click=${() => (this.later = true)}>${words.later}</button>
    </div>`;
  }
}

customElements.define('lectern-app-update', LecternAppUpdate);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-app-update': LecternAppUpdate;
  }
}
