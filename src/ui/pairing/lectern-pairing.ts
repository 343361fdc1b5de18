import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { PairingState } from '../../classroom/pairing.ts';
import { qrPath } from '../class/qr-path.ts';
import { controls, dialogs } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import './lectern-code-reader.ts';
import { pairingMessages as words } from './pairing-messages.ts';
import { pairingStyle } from './pairing.css.ts';

/** The dialog "Connect without a server" of an open class: this device's code, and what reads the other's. Open with `show`. */
export class LecternPairing extends LitElement {
  static override styles = [controls, dialogs, pairingStyle];
  static override properties = {
    session: { attribute: false },
    opened: { state: true },
    copied: { state: true },
  };

  declare session: ClassSession | null;
  declare opened: boolean;
  declare copied: 'no' | 'yes' | 'failed';

  readonly #state = new Observed<PairingState>(
    this,
    () => this.session?.pairing.state ?? null,
    () => (this.copied = 'no'),
  );

  constructor() {
    super();
    this.session = null;
    this.opened = false;
    this.copied = 'no';
  }

  /** Opens the dialog: with the answer to a code that was read elsewhere, or with a new code. */
  async show(read: string | null): Promise<void> {
    this.opened = true;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
    await (read === null ? this.session?.pairing.offer() : this.session?.pairing.read(read));
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    return html`<dialog aria-labelledby="title" @close=${this.#closed}>
      ${
        this.opened && state !== null
          ? html`<div class="body">
              <header>
                <h2 id="title">${words.title}</h2>
                <button
                  class="quiet square"
                  aria-label=${messages.close}
                  title=${messages.close}
                  @click=${this.#close}
                >
                  ${icon('close')}
                </button>
              </header>
              <p class="muted">${words.intro}</p>
              ${this.#step(state)} ${this.#sides(state)} ${this.#footer(state)}
            </div>`
          : nothing
      }
    </dialog>`;
  }

  #step({ step, linked }: PairingState): TemplateResult {
    const text = step === 'linked' ? words.linked(this.#nameOf(linked)) : words.steps[step];
    return html`<p class="step ${step}" role="status">${text}</p>`;
  }

  #sides(state: PairingState): TemplateResult | typeof nothing {
    const { step, fault } = state;
    if (step === 'linked') return nothing;
    const ended = step === 'off' && fault !== null;
    if (ended)
      return html`<p class="note" role="alert">
        ${icon('warning')}<span>${words.faults[fault]}</span>
      </p>`;
    const reads = step === 'offering' || step === 'making';
    return html`<div class="sides ${reads ? '' : 'one'}">
      ${step === 'connecting' ? html`<span class="spinner" aria-hidden="true"></span>` : this.#own(state)}
      ${
        reads
          ? html`<lectern-code-reader
              .fault=${fault === null ? null : words.faults[fault]}
              @lectern-code-read=${({ detail }: CustomEvent<string>) =>
                void this.session?.pairing.read(detail)}
              @lectern-camera-on=${this.#cameraOn}
            ></lectern-code-reader>`
          : nothing
      }
    </div>`;
  }

  #own({ step, code, hidden, fault }: PairingState): TemplateResult {
    const drawn = code === '' ? null : qrPath(code);
    return html`<section class="own" aria-label=${words.code}>
      <div class="picture">
        ${
          drawn === null
            ? code === ''
              ? html`<span class="spinner" aria-hidden="true"></span>`
              : html`<p>${words.codeTooLong}</p>`
            : html`<svg
                class="qr"
                role="img"
                aria-label=${words.codePicture}
                viewBox="0 0 ${drawn.size} ${drawn.size}"
                shape-rendering="crispEdges"
              >
                ${svg`<path fill="#fff" d="M0 0h${drawn.size}v${drawn.size}H0z"/><path fill="#000" d=${drawn.path}/>`}
              </svg>`
        }
      </div>
      <div class="field">
        <label for="code">${words.codeText}</label>
        <div class="row">
          <input id="code" readonly .value=${code} @focus=${select} @click=${select} />
          <button @click=${this.#copy}>
            ${icon(this.copied === 'yes' ? 'check' : 'copy')}${words.copy}
          </button>
        </div>
        <p class="hint copied" role="status">
          ${this.copied === 'yes' ? words.copied : this.copied === 'failed' ? words.copyFailed : ''}
        </p>
      </div>
      ${step === 'answering' ? nothing : html`<p class="hint">${words.secret}</p>`}
      ${hidden && code !== '' && fault !== 'no-network' ? html`<p class="hint">${words.hidden}</p>` : nothing}
      ${
        step === 'answering' && fault !== null
          ? html`<p class="note" role="alert">
              ${icon('warning')}<span>${words.faults[fault]}</span>
            </p>`
          : nothing
      }
    </section>`;
  }

  #footer({ step, fault }: PairingState): TemplateResult | typeof nothing {
    const again = (label: string) =>
      html`<button @click=${() => void this.session?.pairing.offer()}>${label}</button>`;
    if (step === 'linked')
      return html`<footer>
        ${again(words.another)}<button class="primary" @click=${this.#close}>${words.done}</button>
      </footer>`;
    const over =
      step === 'answering' || fault === 'no-network' || (step === 'off' && fault !== null);
    return over ? html`<footer>${again(words.again)}</footer>` : nothing;
  }

  #nameOf(device: PairingState['linked']): string {
    const people = this.session?.state.value.people ?? [];
    const found = people.find(({ devices }) => devices.some(({ id }) => id === device));
    return found?.name ?? '';
  }

  /** With the camera's permission browsers tell real addresses: a code made with it works in more networks. */
  #cameraOn(): void {
    const { step, hidden } = this.#state.value ?? {};
    if (step === 'offering' && hidden === true) void this.session?.pairing.offer();
  }

  async #copy(): Promise<void> {
    const input = this.renderRoot.querySelector<HTMLInputElement>('#code');
    if (input === null) return;
    try {
      await navigator.clipboard.writeText(input.value);
      this.copied = 'yes';
    } catch {
      // No permission, or an old browser: the text stands selected for the person to copy.
      input.select();
      this.copied = 'failed';
    }
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  #closed(): void {
    this.opened = false;
    this.session?.pairing.end();
  }
}

function select(event: Event): void {
  if (event.target instanceof HTMLInputElement) event.target.select();
}

customElements.define('lectern-pairing', LecternPairing);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-pairing': LecternPairing;
  }
}
