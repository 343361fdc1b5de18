import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState, Person } from '../../classroom/class-state.ts';
import { csvText } from '../../classroom/csv.ts';
import { parseRoster } from '../../classroom/roster-csv.ts';
import { controls, dialogs } from '../controls.css.ts';
import { dialogHead } from '../dialog-head.ts';
import { leadMessages } from '../lead-messages.ts';
import { Observed } from '../observed.ts';
import { download } from './download.ts';

const words = leadMessages.roster;

type Entry = NonNullable<ClassState['roster']>[number];
/** Lines of the file with problems that are shown. */
const SHOWN_PROBLEMS = 20;

/** The school's list of who belongs to the class, for who leads it: a button and its dialog. */
export class LecternRoster extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      :host {
        display: block;
        padding: 0.5rem 0.85rem 0;
        border-top: 1px solid var(--lc-line);
      }
      dialog {
        --dialog-width: 42rem;
      }
      .entries {
        display: grid;
        gap: 0.3rem;
        max-height: 40dvh;
        overflow: auto;
      }
      .entries li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(8rem, 14rem);
        gap: 0 0.75rem;
        align-items: center;
      }
      .problems {
        padding-inline-start: 1.1rem;
        list-style: disc;
        font-size: 0.8125rem;
      }
      select {
        font: inherit;
        color: inherit;
        background: var(--lc-surface);
        border: 1px solid var(--lc-line-strong);
        border-radius: 6px;
        min-height: 2rem;
        max-width: 100%;
      }
      .outside {
        display: flex;
        align-items: center;
        min-height: 1.75rem;
        gap: 0.5rem;
      }
      .outside input {
        width: 1rem;
        min-height: 1rem;
        flex: none;
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    opened: { state: true },
    read: { state: true },
  };

  declare session: ClassSession | null;
  declare opened: boolean;
  /** What was found in the file that was chosen. */
  declare read: ReturnType<typeof parseRoster> | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.opened = false;
    this.read = null;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null) return nothing;
    return html`<button class="small quiet" @click=${this.#show}>${words.show}</button>
      <dialog aria-labelledby="title" @close=${this.#closed}>
        ${this.opened ? this.#content(state) : nothing}
      </dialog>`;
  }

  #content(state: ClassState): TemplateResult {
    const leads = (state.role === 'owner' || state.role === 'teacher') && !state.closed;
    return html`<div class="body">
      ${dialogHead(words.title, () => this.renderRoot.querySelector('dialog')?.close())}
      ${leads ? this.#import(state.roster !== null) : nothing}
      ${state.roster === null ? nothing : this.#entries(state.roster, state, leads)}
    </div>`;
  }

  #import(replaces: boolean): TemplateResult {
    return html`<p class="muted">${words.hint}</p>
      <div class="field">
        <label for="file">${words.file}</label>
        <input
          id="file"
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          @change=${(event: Event) => void this.#choose(event)}
        />
      </div>
      ${this.read === null ? nothing : this.#preview(this.read, replaces)}`;
  }

  #preview(
    { rows, problems }: NonNullable<LecternRoster['read']>,
    replaces: boolean,
  ): TemplateResult {
    return html`<div role="status">
        <p>${words.found(rows.length)} ${replaces ? words.replaces : ''}</p>
        ${
          problems.length === 0
            ? nothing
            : html`<p>${words.problems(problems.length)}</p>
                <ul class="problems">
                  ${problems
                    .slice(0, SHOWN_PROBLEMS)
                    .map(({ line, why }) => html`<li>${words.problem(line, why)}</li>`)}
                </ul>`
        }
      </div>
      <div>
        <button
          class="primary"
          aria-disabled=${rows.length === 0 ? 'true' : 'false'}
          @click=${() => void this.#take()}
        >
          ${words.take}
        </button>
      </div>`;
  }

  #entries(
    roster: readonly Entry[],
    { people, rosterOutside }: ClassState,
    leads: boolean,
  ): TemplateResult {
    const known = new Map(people.map((person) => [person.id, person]));
    const placed = roster.filter(({ person }) => person !== null).length;
    return html`${leads ? this.#outside(rosterOutside) : nothing}
      <p>${words.placed(placed, roster.length)}</p>
      <ul class="entries" role="list" aria-label=${words.list} tabindex="0">
        ${repeat(
          roster,
          ({ id }) => id,
          (entry) =>
            html`<li>
              <span>
                <span class="cut" dir="auto">${entry.name}</span>
                <span class="muted"
                  >${[entry.number, entry.group].filter(Boolean).join(' · ')}</span
                >
              </span>
              ${leads ? this.#choice(entry, people) : html`<span class="cut" dir="auto">${whoIs(entry, known)}</span>`}
            </li>`,
        )}
      </ul>
      <footer>
        <button @click=${() => this.#download(roster, known)}>${words.download}</button>
      </footer>`;
  }

  #outside(on: boolean): TemplateResult {
    return html`<label class="outside">
      <input
        type="checkbox"
        .checked=${on}
        @change=${(event: Event) =>
          void this.session?.setRosterOutside((event.target as HTMLInputElement).checked)}
      />
      <span>${words.outside}</span>
    </label>`;
  }

  #choice({ id, name, person }: Entry, people: readonly Person[]): TemplateResult {
    const learners = people.filter(
      (one) => one.role === 'student' || one.role === 'observer' || one.id === person,
    );
    const gone = person !== null && !people.some((one) => one.id === person);
    return html`<select
      aria-label=${words.who(name)}
      @change=${(event: Event) => this.#place(event, id, people)}
    >
      <option value="" ?selected=${person === null}>${words.nobody}</option>
      ${gone ? html`<option value=${person} selected>${words.away}</option>` : nothing}
      ${learners.map(
        (one) => html`<option value=${one.id} ?selected=${one.id === person}>${one.name}</option>`,
      )}
    </select>`;
  }

  #place(event: Event, place: string, people: readonly Person[]): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const { value } = event.target;
    const person = people.find(({ id }) => id === value)?.id ?? null;
    if (person !== null || value === '') void this.session?.placePerson(place, person);
  }

  async #choose(event: Event): Promise<void> {
    const file = event.target instanceof HTMLInputElement ? event.target.files?.[0] : undefined;
    // What is beyond the limit is not even read.
    this.read =
      file === undefined ? null : parseRoster(await file.slice(0, 4 * 1024 * 1024).text());
  }

  async #take(): Promise<void> {
    if (this.read === null || this.read.rows.length === 0) return;
    const { rows } = this.read;
    this.read = null;
    await this.session?.takeRoster(rows);
  }

  #download(roster: readonly Entry[], known: ReadonlyMap<Person['id'], Person>): void {
    const rows = roster.map((entry) => {
      const here = entry.person !== null && known.get(entry.person)?.present === true;
      const { name, number, group } = entry;
      return [name, number, group, whoIs(entry, known), here ? words.yes : words.no];
    });
    download('roster.csv', [csvText([words.columns, ...rows])], 'text/csv');
  }

  async #show(): Promise<void> {
    this.opened = true;
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  #closed(): void {
    this.opened = false;
    this.read = null;
  }
}

function whoIs({ person }: Entry, known: ReadonlyMap<Person['id'], Person>): string {
  if (person === null) return words.nobody;
  return known.get(person)?.name ?? words.away;
}

customElements.define('lectern-roster', LecternRoster);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-roster': LecternRoster;
  }
}
