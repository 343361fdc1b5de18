import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { BrowserFiles } from '../../classroom/file-commands.ts';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import type { Problem } from '../../classroom/home.ts';
import { controls, dialogs } from '../controls.css.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { fileMessages } from './file-messages.ts';

const words = fileMessages.dialog;
/** The choice that asks for a file of the computer; no path is like it. */
const OTHER = '/';

/** The dialog "Hand out a file". Open with `show`. */
export class LecternHandOut extends LitElement {
  static override styles = [
    controls,
    dialogs,
    problemNoteStyle,
    css`
      form {
        display: grid;
        gap: 1rem;
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
    `,
  ];
  static override properties = {
    session: { attribute: false },
    files: { state: true },
    choice: { state: true },
    group: { state: true },
    missing: { state: true },
    busy: { state: true },
    problem: { state: true },
  };

  declare session: ClassSession | null;
  declare files: BrowserFiles;
  /** Path of the file, or `OTHER`. */
  declare choice: string;
  /** Id of a group; empty for everybody. */
  declare group: string;
  declare missing: boolean;
  declare busy: boolean;
  declare problem: Problem | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.files = { paths: [], current: null };
    this.choice = OTHER;
    this.group = '';
    this.missing = false;
    this.busy = false;
    this.problem = null;
  }

  /** Opens the dialog over the page, with the notebook in front chosen. */
  async show(): Promise<void> {
    this.missing = false;
    this.problem = null;
    if (this.session !== null) this.files = await this.session.browserFiles();
    this.choice = this.files.current ?? this.files.paths[0] ?? OTHER;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
  }

  override render(): TemplateResult {
    const groups = this.#state.value?.groups ?? [];
    const { paths, current } = this.files;
    return html`<dialog aria-labelledby="title">
      <div class="body">
        <h2 id="title">${words.title}</h2>
        <form novalidate @submit=${this.#submit}>
          <p class="muted">${words.what}</p>
          ${problemNote(this.problem)}
          <div class="field">
            <label for="file">${words.file}</label>
            <select
              id="file"
              @change=${(event: Event) => {
                this.choice = (event.target as HTMLSelectElement).value;
              }}
            >
              ${paths.map(
                (path) =>
                  html`<option value=${path} ?selected=${path === this.choice}>
                    ${path === current ? words.front(path) : path}
                  </option>`,
              )}
              <option value=${OTHER} ?selected=${this.choice === OTHER}>${words.other}</option>
            </select>
          </div>
          ${this.choice === OTHER ? this.#otherFile() : nothing}
          ${
            groups.length === 0
              ? nothing
              : html`<div class="field">
                  <label for="audience">${words.audience}</label>
                  <select
                    id="audience"
                    @change=${(event: Event) => {
                      this.group = (event.target as HTMLSelectElement).value;
                    }}
                  >
                    <option value="" ?selected=${this.group === ''}>${words.everybody}</option>
                    ${groups.map(
                      ({ id, name }) =>
                        html`<option value=${id} ?selected=${id === this.group}>${name}</option>`,
                    )}
                  </select>
                </div>`
          }
          <footer>
            <button type="button" @click=${this.#close}>${messages.cancel}</button>
            <button type="submit" class="primary" aria-disabled=${this.busy ? 'true' : 'false'}>
              ${this.busy ? html`<span class="spinner"></span>` : nothing}${words.submit}
            </button>
          </footer>
          <p class="hidden-text" role="status">${this.busy ? words.reading : ''}</p>
        </form>
      </div>
    </dialog>`;
  }

  #otherFile(): TemplateResult {
    return html`<div class="field">
      <label for="other">${words.choose}</label>
      <input
        id="other"
        type="file"
        aria-invalid=${this.missing ? 'true' : 'false'}
        aria-describedby=${this.missing ? 'missing' : nothing}
      />
      ${this.missing ? html`<p id="missing" class="wrong">${words.noFile}</p>` : nothing}
    </div>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { session } = this;
    if (session === null || this.busy) return;
    const input = this.renderRoot.querySelector<HTMLInputElement>('#other');
    const other = input?.files?.[0] ?? null;
    this.missing = this.choice === OTHER && other === null;
    if (this.missing) return input?.focus();
    this.busy = true;
    const group = this.group === '' ? null : this.group;
    const file = this.choice === OTHER && other !== null ? await outgoing(other) : this.choice;
    this.problem = await session.handOut(file, group);
    this.busy = false;
    if (this.problem === null) this.#close();
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }
}

async function outgoing(file: File) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { name: file.name, mediaType: file.type, bytes };
}

customElements.define('lectern-hand-out', LecternHandOut);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-hand-out': LecternHandOut;
  }
}
