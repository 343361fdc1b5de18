import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassDoor, ClassState } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { Observed } from '../observed.ts';

const words = classMessages.invite;

/** Who can come in, and whether people see each other's addresses: to choose for teachers, to read for all others. */
export class LecternDoor extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 1rem;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr));
        gap: 0.1rem;
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 0.25rem;
        font-weight: 600;
      }
      label {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 0.6rem;
        align-items: start;
        padding: 0.35rem 0.5rem;
        border-radius: 6px;
        cursor: pointer;
      }
      label:hover {
        background: var(--lc-sunken);
      }
      label.off {
        color: var(--lc-muted);
        cursor: default;
      }
      input {
        width: 1.125rem;
        min-height: 1.125rem;
        height: 1.125rem;
        margin: 0.1rem 0 0;
        padding: 0;
        accent-color: var(--lc-accent);
      }
      input:focus-visible {
        outline-offset: 2px;
      }
      .says {
        grid-column: 2;
        color: var(--lc-muted);
        font-size: 0.8125rem;
      }
      .hint {
        grid-column: 1 / -1;
        padding-inline: 0.5rem;
        font-size: 0.8125rem;
      }
      .renew {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem 0.75rem;
      }
      .renew p {
        flex: 1 1 14rem;
        font-size: 0.8125rem;
      }
      .now {
        font-size: 0.8125rem;
      }
    `,
  ];
  static override properties = { session: { attribute: false }, renewed: { state: true } };

  declare session: ClassSession | null;
  declare renewed: boolean;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.renewed = false;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null || state.lesson.door === null) return nothing;
    if (state.role !== 'owner' && state.role !== 'teacher') {
      return state.relayOnly
        ? html`<p class="now muted">${icon('shield')} ${words.relayOnlyNow}</p>`
        : nothing;
    }
    return html`${this.#door(state)} ${this.#renew(state)}
      <label>
        <input
          type="checkbox"
          aria-describedby="relay-says"
          .checked=${state.relayOnly}
          @change=${(event: Event) =>
            void this.session?.setRelayOnly((event.target as HTMLInputElement).checked)}
        />
        <span>${words.relayOnly}</span>
        <span class="says" id="relay-says">${words.relayOnlyHint}</span>
      </label>`;
  }

  #door({ lesson, role }: ClassState): TemplateResult {
    const shown = (['open', 'lobby', 'shut'] as const).filter(
      (door) => role === 'owner' || door !== 'shut' || lesson.door === 'shut',
    );
    return html`<fieldset>
      <legend>${words.door}</legend>
      ${shown.map((door) => this.#choice(door, lesson.door === door, lesson.doors.includes(door)))}
      ${
        lesson.opensAnew && lesson.door !== 'open'
          ? html`<p class="hint muted">
              ${lesson.renews ? words.doorRenewHint : words.doorOwnerHint}
            </p>`
          : nothing
      }
    </fieldset>`;
  }

  #choice(door: ClassDoor, chosen: boolean, may: boolean): TemplateResult {
    return html`<label class=${may || chosen ? '' : 'off'}>
      <input
        type="radio"
        name="door"
        aria-describedby="says-${door}"
        .checked=${chosen}
        ?disabled=${!may && !chosen}
        @change=${() => this.#set(door)}
      />
      <span>${words.doors[door]}</span>
      <span class="says" id="says-${door}">${words.doorSays[door]}</span>
    </label>`;
  }

  #renew({ lesson }: ClassState): TemplateResult | typeof nothing {
    if (!lesson.renews) return nothing;
    return html`<div class="renew">
      <button class="small" @click=${this.#makeNew}>${words.renew}</button>
      <p class="muted" role="status">${this.renewed ? words.renewed : words.renewHint}</p>
    </div>`;
  }

  async #set(door: ClassDoor): Promise<void> {
    this.renewed = false;
    await this.session?.setDoor(door);
    this.requestUpdate(); // where it was refused the choice goes back
  }

  async #makeNew(): Promise<void> {
    await this.session?.renewLink();
    this.renewed = true;
  }
}

customElements.define('lectern-door', LecternDoor);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-door': LecternDoor;
  }
}
