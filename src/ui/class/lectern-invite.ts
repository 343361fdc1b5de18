import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { systemClock } from '../../base/clock.ts';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { controls, dialogs } from '../controls.css.ts';
import { dialogHead } from '../dialog-head.ts';
import { icon } from '../icons.ts';
import { classMessages } from '../class-messages.ts';
import { leadMessages } from '../lead-messages.ts';
import { askPairing } from '../pairing/ask-pairing.ts';
import { pairingOpenMessages } from '../pairing/pairing-open-messages.ts';
import { Observed } from '../observed.ts';
import { inviteStyle } from './invite.css.ts';
import './lectern-door.ts';
import './lectern-recovery-form.ts';
import { qrImage } from './qr-image.ts';

const words = classMessages.invite;
const lead = leadMessages.lesson;

/** The dialog "Invite": link, code, QR code, safety words, and for the owner the recovery file. Open with `show`. */
export class LecternInvite extends LitElement {
  static override styles = [controls, dialogs, inviteStyle];
  static override properties = {
    session: { attribute: false },
    opened: { state: true },
    copied: { state: true },
  };

  declare session: ClassSession | null;
  declare opened: boolean;
  declare copied: 'no' | 'yes' | 'failed';

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.opened = false;
    this.copied = 'no';
  }

  /** Opens the dialog over the page. */
  async show(): Promise<void> {
    this.copied = 'no';
    this.opened = true;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    return html`<dialog
      aria-labelledby="title"
      @close=${() => (this.opened = false)}
      @click=${this.#outside}
    >
      ${
        this.opened && state !== null
          ? html`<div class="body">
              ${dialogHead(words.title, () => this.#close())}
              ${state.closed ? html`<p>${words.closed}</p>` : this.#ways(state)}
              ${state.closed ? nothing : html`<lectern-door .session=${this.session}></lectern-door>`}
              ${this.#safety(state)}
              ${
                state.role === 'owner' && !state.closed
                  ? html`<section>
                      <h3>${words.recovery}</h3>
                      <lectern-recovery-form .session=${this.session}></lectern-recovery-form>
                    </section>`
                  : nothing
              }
            </div>`
          : nothing
      }
    </dialog>`;
  }

  #ways(state: ClassState): TemplateResult {
    const { lesson } = state;
    return html`<div class="ways">
      <div class="texts">
        <div class="field">
          <label for="link">${words.link}</label>
          <div class="row">
            <input id="link" readonly .value=${lesson.link} @focus=${select} @click=${select} />
            <button class="primary" autofocus @click=${this.#copy}>
              ${icon(this.copied === 'yes' ? 'check' : 'copy')}${words.copy}
            </button>
          </div>
          <p class="hint" role="status">
            ${this.copied === 'yes' ? words.copied : this.copied === 'failed' ? words.copyFailed : ''}
          </p>
        </div>
        ${this.#code(state)}
        ${
          state.connection.signaling
            ? nothing
            : html`<p class="note" role="note">${icon('warning')}<span>${words.away}</span></p>
                <div>
                  <button @click=${this.#pair}>${pairingOpenMessages.inClass}</button>
                </div>`
        }
      </div>
      ${qrImage(lesson.link) ?? html`<p class="muted">${words.qrTooLong}</p>`}
    </div>`;
  }

  #code({ lesson, role, connection }: ClassState): TemplateResult {
    const leads = role === 'owner' || role === 'teacher';
    if (lesson.code !== null && lesson.open) {
      return html`<div class="field">
        <label for="code">${words.code}</label>
        <input
          id="code"
          class="code"
          readonly
          aria-describedby="code-hint"
          .value=${lesson.code}
          @focus=${select}
          @click=${select}
        />
        <span class="hint" id="code-hint"
          >${words.codeHint}
          ${lesson.codeEnds === null ? nothing : lead.codeEnds(lesson.codeEnds, systemClock.now())}</span
        >
        ${leads ? this.#newCode() : nothing}
      </div>`;
    }
    const ended = leads && lesson.open && (lesson.codeEnds ?? 0) <= systemClock.now();
    const why = lesson.paused
      ? leads
        ? lead.codePaused
        : lead.codePausedStudent
      : ended
        ? lead.codeOver
        : !lesson.open
          ? leads
            ? words.codeEnded
            : words.codeEndedStudent
          : connection.signaling
            ? words.codeWaiting
            : words.codeAway;
    return html`<div class="field">
      <strong>${words.code}</strong>
      <p class="muted" role="status">${why}</p>
      ${ended ? this.#newCode() : nothing}
    </div>`;
  }

  #newCode(): TemplateResult {
    return html`<div>
      <button class="small" @click=${() => void this.session?.renewCode()}>${lead.newCode}</button>
    </div>`;
  }

  #safety({ safetyWords }: ClassState): TemplateResult | typeof nothing {
    if (safetyWords.length === 0) return nothing;
    return html`<section class="safety">
      ${icon('shield')}
      <div>
        <h3>${words.words}</h3>
        <p class="words">${safetyWords.join(' · ')}</p>
        <p class="muted">${words.wordsHint}</p>
      </div>
    </section>`;
  }

  async #copy(): Promise<void> {
    const input = this.renderRoot.querySelector<HTMLInputElement>('#link');
    if (input === null) return;
    try {
      await navigator.clipboard.writeText(input.value);
      this.copied = 'yes';
    } catch {
      // No permission, or an old browser: the link stands selected for the person to copy.
      input.select();
      this.copied = 'failed';
    }
  }

  /** One dialog at a time. */
  #pair(): void {
    this.#close();
    askPairing(this);
  }

  /** A click beside the dialog closes it. */
  #outside(event: MouseEvent): void {
    if (event.target === event.currentTarget) this.#close();
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }
}

function select(event: Event): void {
  if (event.target instanceof HTMLInputElement) event.target.select();
}

customElements.define('lectern-invite', LecternInvite);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-invite': LecternInvite;
  }
}
