import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Installation, InstallationState } from '../../classroom/installation.ts';
import { controls, dialogs } from '../controls.css.ts';
import { dialogHead } from '../dialog-head.ts';
import { icon, type IconName } from '../icons.ts';
import { Observed } from '../observed.ts';
import '../start/lectern-language.ts';
import { appMessages as words } from './app-messages.ts';

const MARKS: Record<InstallationState['offline'], IconName> = {
  unknown: 'sync',
  loading: 'sync',
  ready: 'check',
  interrupted: 'warning',
  full: 'warning',
  impossible: 'information',
};

/**
 * How the application stands on this device, as one small button: offline, or a new version. It leads to the dialog
 * "Lectern on this device", with "Restart" and "Repair". Shows nothing before it is known. Has the attribute `update`
 * while there is a new version.
 */
export class LecternAppStatus extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      :host {
        display: inline-block;
        flex: none;
        white-space: nowrap;
      }
      dialog {
        text-align: start;
        white-space: normal;
      }
      .update {
        border-color: var(--lc-accent);
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
      }
      .compact:not(.update) .label {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      .compact {
        padding-inline: 0.45rem;
      }
      /* In the class bar, which is a container: where there is little room an icon, always. */
      @container (max-width: 76rem) {
        .compact .label {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
      .part {
        display: grid;
        gap: 0.6rem;
        justify-items: start;
      }
      .part + .part {
        border-top: 1px solid var(--lc-line);
        padding-top: 0.9rem;
      }
    `,
  ];
  static override properties = {
    installation: { attribute: false },
    compact: { type: Boolean },
  };

  declare installation: Installation | null;
  /** In the class bar: an icon, until there is a new version and room for its words. */
  declare compact: boolean;

  readonly #state = new Observed<InstallationState>(this, () => this.installation?.state ?? null);

  constructor() {
    super();
    this.installation = null;
    this.compact = false;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null || state.offline === 'unknown') return nothing;
    const update = state.update !== 'none';
    this.toggleAttribute('update', update);
    const label = update ? words.update.short : labelOf(state);
    return html`<button
        class="quiet small ${update ? 'update' : ''} ${this.compact ? 'compact' : ''}"
        title=${label}
        aria-haspopup="dialog"
        @click=${() => this.renderRoot.querySelector('dialog')?.showModal()}
      >
        ${icon(update ? 'sync' : MARKS[state.offline])}<span class="label">${label}</span>
      </button>
      ${this.#dialog(state, state.offline)}`;
  }

  #dialog(state: InstallationState, offline: keyof typeof words.about): TemplateResult {
    const again = offline === 'interrupted' || offline === 'full';
    return html`<dialog aria-labelledby="title">
      <div class="body">
        ${dialogHead(words.title, () => this.#close())}
        ${state.update === 'none' ? nothing : this.#update(state, state.update)}
        <div class="part">
          <p><strong>${labelOf(state)}</strong></p>
          <p>${words.about[offline]}</p>
          ${
            again
              ? html`<button class="small" @click=${() => void this.installation?.complete()}>
                  ${words.again}
                </button>`
              : nothing
          }
        </div>
        <lectern-supply class="part" .installation=${this.installation}></lectern-supply>
        <div class="part">
          <p>${words.repair.what}</p>
          <p role="status" class=${state.repairNeedsNetwork ? '' : 'hidden-text'}>
            ${state.repairNeedsNetwork ? words.repair.offline : ''}
          </p>
          ${this.#button(words.repair.run, words.repair.running, state.busy === 'repairing', () => void this.installation?.repair())}
        </div>
        <div class="part"><lectern-language></lectern-language></div>
        <p class="muted">${words.version(this.installation?.version ?? '')}</p>
      </div>
    </dialog>`;
  }

  #update(state: InstallationState, update: 'waiting' | 'elsewhere'): TemplateResult {
    const { restart, restarting } = words.update;
    return html`<div class="part">
      <p>${words.update[update]}</p>
      ${this.#button(restart, restarting, state.busy === 'restarting', () => void this.installation?.restart(), true)}
    </div>`;
  }

  #button(
    label: string,
    busyLabel: string,
    busy: boolean,
    run: () => void,
    primary = false,
  ): TemplateResult {
    return html`<button
      class=${primary ? 'primary' : ''}
      aria-disabled=${busy ? 'true' : 'false'}
      @click=${() => {
        if (!busy) run();
      }}
    >
      ${busy ? busyLabel : label}
    </button>`;
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }
}

function labelOf({ offline, done, total }: InstallationState): string {
  if (offline === 'unknown' || offline === 'loading')
    return words.offline.loading(total === 0 ? 0 : Math.floor((100 * done) / total));
  return words.offline[offline];
}

customElements.define('lectern-app-status', LecternAppStatus);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-app-status': LecternAppStatus;
  }
}
