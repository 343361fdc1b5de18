import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { SupplyState } from '../../classroom/class-supply.ts';
import type { Installation, InstallationState } from '../../classroom/installation.ts';
import { controls } from '../controls.css.ts';
import { Observed } from '../observed.ts';
import { supplyMessages as words } from './supply-messages.ts';
import { amountText, gettingText } from './supply-progress.ts';

/** In "Lectern on this device": what people in the class can give of it, and whether this device gives. */
export class LecternSupply extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      div {
        display: grid;
        gap: 0.6rem;
        justify-items: start;
      }
      label {
        display: flex;
        gap: 0.5rem;
        align-items: baseline;
        min-block-size: 1.5rem;
        cursor: pointer;
      }
      input {
        flex: none;
        inline-size: 1rem;
        block-size: 1rem;
        min-height: 0;
        margin: 0;
        padding: 0;
      }
      p {
        margin: 0;
      }
      [role='status']:empty {
        display: none;
      }
    `,
  ];
  static override properties = { installation: { attribute: false } };

  declare installation: Installation | null;

  readonly #supply = new Observed<SupplyState>(
    this,
    () => this.installation?.supply?.state ?? null,
  );
  readonly #installed = new Observed<InstallationState>(
    this,
    () => this.installation?.state ?? null,
  );

  constructor() {
    super();
    this.installation = null;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#supply.value;
    const offline = this.#installed.value?.offline;
    if (state === null || offline === undefined) return nothing;
    const lacks = offline === 'interrupted' && state.inClass;
    return html`<div>
      ${lacks ? this.#offer(state) : nothing}
      <p role="status">${this.#told(state, lacks)}</p>
      <label>
        <input
          type="checkbox"
          aria-describedby="what"
          .checked=${state.giving}
          @change=${(event: Event & { currentTarget: HTMLInputElement }) =>
            this.installation?.supply?.setGiving(event.currentTarget.checked)}
        />
        <span>${words.give}</span>
      </label>
      <p id="what" class="muted">
        ${state.giving && state.metered ? words.metered : words.giveWhat}
      </p>
    </div>`;
  }

  #offer({ getting }: SupplyState): TemplateResult {
    const busy = getting?.what === 'app';
    return html`<p>${words.offer}</p>
      <button
        class="small"
        aria-disabled=${busy ? 'true' : 'false'}
        @click=${() => {
          if (!busy) void this.#get();
        }}
      >
        ${words.get}
      </button>`;
  }

  #told({ getting, outcome }: SupplyState, lacks: boolean): string {
    if (getting?.what === 'app') return [gettingText(getting), amountText(getting)].join(' ');
    if (!lacks || outcome === 'none' || outcome === 'whole') return '';
    return words[outcome];
  }

  async #get(): Promise<void> {
    const { installation } = this;
    await installation?.supply?.getApp();
    await installation?.complete();
  }
}

customElements.define('lectern-supply', LecternSupply);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-supply': LecternSupply;
  }
}
