import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState, Outsider, Person, PersonDevice } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls, dialogs } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { mayBe } from './may-be.ts';

const words = classMessages.devices;

/**
 * A button for somebody in "People" (`who`: the id of a person or of who waits), and the dialog behind it: whose new
 * device this is, which devices the person has, and taking one off. Shows nothing to who may do none of it.
 */
export class LecternDevices extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      :host {
        display: contents;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0.25rem 0.75rem;
        padding: 0.4rem 0;
        border-bottom: 1px solid var(--lc-line);
      }
      li p {
        grid-column: 1 / -1;
        color: var(--lc-danger-text);
      }
      h3 {
        font-size: 0.875rem;
        font-weight: 650;
      }
      section {
        display: grid;
        gap: 0.6rem;
      }
      select {
        font: inherit;
        color: var(--lc-text);
        background: var(--lc-surface);
        width: 100%;
        min-height: 2.5rem;
        padding: 0.4rem 0.5rem;
        border: 1px solid var(--lc-line-strong);
        border-radius: var(--lc-radius);
      }
      form {
        display: grid;
        gap: 0.75rem;
      }
      form button {
        justify-self: end;
      }
      li footer {
        grid-column: 1 / -1;
      }
      .claim {
        max-width: 8.5rem;
        padding-block: 0.25rem;
        line-height: 1.25;
        text-align: start;
        color: var(--lc-accent-text);
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    who: { attribute: false },
    open: { state: true },
    asked: { state: true },
  };

  declare session: ClassSession | null;
  declare who: Person['id'] | null;
  declare open: boolean;
  /** The device that is to be taken off, while that is asked. */
  declare asked: PersonDevice['id'] | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.who = null;
    this.open = false;
    this.asked = null;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    const person = state?.people.find(({ id }) => id === this.who) ?? null;
    const waits = state?.waiting.find(({ id }) => id === this.who) ?? null;
    const who = person ?? waits;
    if (!state || who === null) return nothing;
    const choice = mayBe(state, who);
    const removable = person?.removable ?? false;
    if (!removable && choice.length === 0) return nothing;
    const claimed = choice.find(({ id }) => id === person?.deviceOf);
    return html`${
      claimed === undefined
        ? html`<button
            class="quiet small square"
            aria-label=${words.of(who.name)}
            title=${words.of(who.name)}
            @click=${this.#show}
          >
            ${icon('devices')}
          </button>`
        : html`<button class="quiet small claim" @click=${this.#show}>
            ${icon('devices')}${words.claims(claimed.name)}
          </button>`
    }
    ${this.open ? this.#dialog(who, person, choice) : nothing}`;
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('open') && this.open) this.renderRoot.querySelector('dialog')?.showModal();
    // What had the focus is gone with the question, or with the answer.
    else if (changed.has('asked') && this.open)
      this.renderRoot.querySelector<HTMLElement>('li footer button, dialog button')?.focus();
  }

  #dialog(
    who: Person | Outsider,
    person: Person | null,
    choice: readonly Person[],
  ): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${() => (this.open = false)}>
      <div class="body">
        <h2 id="title">${words.of(who.name)}</h2>
        ${
          person === null
            ? nothing
            : html`<ul role="list" aria-label=${words.list}>
                ${person.devices.map((device, i) => this.#device(person, device, i))}
              </ul>`
        }
        ${choice.length === 0 ? nothing : this.#choice(who, choice)}
        <footer><button @click=${this.#close}>${messages.close}</button></footer>
      </div>
    </dialog>`;
  }

  #device(person: Person, device: PersonDevice, i: number): TemplateResult {
    const { id, since, here, lost } = device;
    const name = i === 0 ? words.first : words.further(i + 1);
    return html`<li>
      <span>
        ${name}${here ? html` <span class="muted">${words.here}</span>` : nothing}<br />
        <span class="muted">${lost ? words.lost : words.since(since)}</span>
      </span>
      ${
        lost || !person.removable || this.asked === id
          ? nothing
          : html`<button
              class="small"
              aria-label=${words.takeOffDevice(name)}
              @click=${() => (this.asked = id)}
            >
              ${words.takeOff}
            </button>`
      }
      ${
        this.asked === id && !lost
          ? html`<p>${words.takeOffWhat(person.name)}</p>
              <footer>
                <button class="small" @click=${() => (this.asked = null)}>
                  ${messages.cancel}
                </button>
                <button class="small danger" @click=${() => this.#lose(id)}>
                  ${words.takeOffSubmit}
                </button>
              </footer>`
          : nothing
      }
    </li>`;
  }

  #choice(who: Person | Outsider, choice: readonly Person[]): TemplateResult {
    return html`<section aria-labelledby="known">
      <h3 id="known">${words.known}</h3>
      <p class="muted">${words.knownWhat(who.name)}</p>
      <form @submit=${this.#link}>
        <div class="field">
          <label for="member">${words.person}</label>
          <select id="member" required>
            ${sure(who, choice) ? nothing : html`<option value="">${words.choose}</option>`}
            ${choice.map(({ id, name, role }) => html`<option value=${id}>${name} · ${messages.roles[role]}</option>`)}
          </select>
        </div>
        <button type="submit" class="primary">${words.link}</button>
      </form>
    </section>`;
  }

  readonly #show = (): void => {
    this.asked = null;
    this.open = true;
  };

  readonly #close = (): void => {
    this.renderRoot.querySelector('dialog')?.close();
  };

  readonly #link = (event: SubmitEvent): void => {
    event.preventDefault();
    const member = this.renderRoot.querySelector('select')?.value as Person['id'] | undefined;
    const { session, who } = this;
    this.#close();
    if (session !== null && who !== null && member !== undefined)
      void session.linkDevice(member, who);
  };

  #lose(device: PersonDevice['id']): void {
    this.asked = null;
    void this.session?.loseDevice(device);
  }
}

/** Whether the first of the choice is likely enough to be offered: they say so themselves, or have that name. */
function sure(who: Person | Outsider, [first]: readonly Person[]): boolean {
  const claimed = 'linkable' in who ? who.deviceOf === first?.id : who.deviceOf === first?.name;
  return claimed || who.name === first?.name;
}

customElements.define('lectern-devices', LecternDevices);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-devices': LecternDevices;
  }
}
