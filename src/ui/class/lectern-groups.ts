import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { controls, dialogs } from '../controls.css.ts';
import { leadMessages } from '../lead-messages.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { textField } from '../text-field.ts';
import { inOrder } from './people-order.ts';

const words = leadMessages.groups;

type Group = ClassState['groups'][number];

/** The groups of the class in the tab "People": teachers make and change them, everybody else sees their own. */
export class LecternGroups extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      section {
        padding: 0.5rem 0.85rem 0.6rem;
        border-top: 1px solid var(--lc-line);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        font-size: 0.8125rem;
      }
      h2 {
        font-size: 0.8125rem;
        font-weight: 650;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 0.5rem;
        padding: 0.25rem 0;
      }
      .members {
        font-size: 0.8125rem;
      }
      fieldset {
        border: 0;
        padding: 0;
        margin: 0;
      }
      legend {
        padding: 0 0 0.35rem;
        font-weight: 550;
      }
      .choices {
        display: grid;
        gap: 0.15rem;
        max-height: 14rem;
        overflow: auto;
        padding: 0.35rem 0.5rem;
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius);
      }
      .choice {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-height: 1.75rem;
      }
      .choice input {
        width: 1rem;
        min-height: 1rem;
        flex: none;
      }
      footer .far {
        margin-inline-end: auto;
        color: var(--lc-danger-text);
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    editing: { state: true },
    wrong: { state: true },
  };

  declare session: ClassSession | null;
  /** What the dialog is about: a group, or a new one. */
  declare editing: Group | 'new' | null;
  declare wrong: string | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.editing = null;
    this.wrong = null;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null) return nothing;
    const leads = (state.role === 'owner' || state.role === 'teacher') && !state.closed;
    const me = state.people.find(({ self }) => self);
    const groups = leads
      ? state.groups
      : state.groups.filter(({ members }) => me !== undefined && members.includes(me.id));
    if (groups.length === 0 && !leads) return nothing;
    return html`<section aria-labelledby="groups">
        <div class="head">
          <h2 id="groups">${leads ? words.title : words.mine}</h2>
          ${
            leads
              ? html`<button class="small quiet" @click=${() => void this.#show('new')}>
                  ${words.make}
                </button>`
              : nothing
          }
        </div>
        ${
          groups.length === 0
            ? html`<p class="muted members">${words.none}</p>`
            : html`<ul role="list" aria-labelledby="groups">
                ${repeat(
                  groups,
                  ({ id }) => id,
                  (group) => this.#one(group, state, leads),
                )}
              </ul>`
        }
      </section>
      ${leads ? this.#dialog(state) : nothing}`;
  }

  #one(group: Group, { people }: ClassState, leads: boolean): TemplateResult {
    const names = people.filter(({ id }) => group.members.includes(id)).map(({ name }) => name);
    return html`<li>
      <span>
        <span class="cut" dir="auto" title=${group.name}>${group.name}</span>
        <span class="members muted">${words.members(names)}</span>
      </span>
      ${
        leads
          ? html`<button
              class="small quiet"
              aria-label=${words.change(group.name)}
              @click=${() => void this.#show(group)}
            >
              ${words.changeShort}
            </button>`
          : nothing
      }
    </li>`;
  }

  #dialog({ people }: ClassState): TemplateResult {
    const { editing } = this;
    const group = editing === 'new' ? null : editing;
    const learners = inOrder(people).filter(({ role }) => role !== 'owner' && role !== 'teacher');
    return html`<dialog aria-labelledby="title" @close=${() => (this.editing = null)}>
      ${
        editing === null
          ? nothing
          : html`<form class="body" @submit=${this.#save}>
              <h2 id="title">${group === null ? words.make : words.change(group.name)}</h2>
              ${textField({
                id: 'name',
                label: words.name,
                autocomplete: 'off',
                value: group?.name ?? '',
                wrong: this.wrong,
              })}
              <fieldset>
                <legend>${words.who}</legend>
                ${
                  learners.length === 0
                    ? html`<p class="muted">${words.nobody}</p>`
                    : html`<div class="choices">
                        ${learners.map(
                          ({ id, name }) =>
                            html`<label class="choice">
                              <input
                                type="checkbox"
                                name="member"
                                value=${id}
                                .defaultChecked=${group?.members.includes(id) ?? false}
                              /><span class="cut" dir="auto">${name}</span>
                            </label>`,
                        )}
                      </div>`
                }
              </fieldset>
              <p class="muted members">${words.hint}</p>
              <footer>
                ${
                  group === null
                    ? nothing
                    : html`<button type="button" class="quiet far" @click=${this.#remove}>
                        ${words.remove}
                      </button>`
                }
                <button type="button" @click=${this.#close}>${messages.cancel}</button>
                <button type="submit" class="primary">${words.save}</button>
              </footer>
            </form>`
      }
    </dialog>`;
  }

  async #show(editing: Group | 'new'): Promise<void> {
    this.wrong = null;
    this.editing = editing;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
    this.renderRoot.querySelector<HTMLElement>('#name')?.focus();
  }

  #save(event: SubmitEvent): void {
    event.preventDefault();
    const { editing, session } = this;
    const state = this.#state.value;
    if (!(event.target instanceof HTMLFormElement) || editing === null || state === null) return;
    const form = new FormData(event.target);
    const typed = form.get('name');
    const name = typeof typed === 'string' ? typed.trim() : '';
    if (name === '') {
      this.wrong = words.nameless;
      return;
    }
    const chosen = new Set<unknown>(form.getAll('member'));
    const shown = state.people.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
    this.#close();
    if (editing === 'new') void session?.makeGroup(name, shown);
    else {
      // Who is not shown, as they are away for good, stays in it.
      const known = new Set(state.people.map(({ id }) => id));
      const absent = editing.members.filter((id) => !known.has(id));
      if (name !== editing.name) void session?.renameGroup(editing.id, name);
      void session?.setGroupMembers(editing.id, [...shown, ...absent]);
    }
  }

  #remove(): void {
    const { editing } = this;
    this.#close();
    if (editing !== null && editing !== 'new') void this.session?.removeGroup(editing.id);
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }
}

customElements.define('lectern-groups', LecternGroups);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-groups': LecternGroups;
  }
}
