import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { controls } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { codeStyle } from './code-view.ts';
import type { MergeEditor } from './merge-editor.ts';
import {
  proposal,
  threeWayMerge,
  type MergeChoice,
  type MergePart,
  type MergePlace,
} from './three-way-merge.ts';

const words = classMessages.merge;
const CHOICES = ['mine', 'theirs', 'both'] as const;

/** What is merged. */
export interface MergeTexts {
  /** Null where it is not known. */
  readonly base: string | null;
  readonly mine: string;
  readonly theirs: string;
  /** The text is Python. */
  readonly python: boolean;
}

/**
 * A merge of two versions: each place that differs with mine, what was there before, theirs and the choice between
 * them, and the result, which can be edited. `text` is the result; null until the editor is there.
 */
export class LecternMerge extends LitElement {
  static override styles = [
    controls,
    codeStyle,
    problemNoteStyle,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.9rem;
        min-width: 0;
      }
      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.7rem;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .place {
        min-width: 0;
        padding: 0.65rem 0.75rem 0.75rem;
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.25rem 0.75rem;
      }
      .head h3 {
        margin: 0;
      }
      .head h3 span {
        font-weight: 400;
      }
      .choice {
        display: flex;
        gap: 0.15rem;
      }
      .choice label {
        display: inline-flex;
        align-items: center;
        gap: 0.3rem;
        padding: 0.1rem 0.55rem;
        min-height: 1.75rem;
        border: 1px solid transparent;
        border-radius: 99px;
        font-size: 0.8125rem;
        cursor: pointer;
      }
      .choice label:has(:checked) {
        border-color: var(--lc-accent);
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
        font-weight: 600;
      }
      .choice label:has(:focus-visible) {
        outline: 2px solid var(--lc-focus);
        outline-offset: 1px;
      }
      input[type='radio'] {
        width: auto;
        min-height: 0;
        margin: 0;
        accent-color: var(--lc-accent);
      }
      input[type='radio']:focus-visible {
        outline: none;
      }
      .versions {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
        gap: 0.5rem;
        padding-top: 0.4rem;
      }
      .version {
        display: grid;
        grid-template-rows: auto 1fr;
        gap: 0.15rem;
        min-width: 0;
      }
      .version h4 {
        margin: 0;
        font-size: 0.75rem;
        font-weight: 600;
        color: var(--lc-muted);
      }
      .version pre {
        max-height: 9rem;
        padding: 0.35rem 0.5rem;
      }
      .version.taken pre {
        border-color: var(--lc-accent);
        box-shadow: inset 3px 0 0 var(--lc-accent);
      }
      .none {
        font-family: var(--lc-font);
        font-style: italic;
        color: var(--lc-muted);
      }
      h3 {
        font-size: 0.8125rem;
        font-weight: 650;
        margin-bottom: 0.3rem;
      }
    `,
  ];
  static override properties = {
    texts: { attribute: false },
    parts: { state: true },
    choices: { state: true },
    failed: { state: true },
  };

  declare texts: MergeTexts | null;
  declare parts: readonly MergePart[];
  declare choices: readonly MergeChoice[];
  /** The editor's part of the application could not be loaded. */
  declare failed: boolean;

  #editor: MergeEditor | null = null;
  /** Counts drawings, so that a late one does not appear over a newer. */
  #drawing = 0;

  constructor() {
    super();
    this.texts = null;
    this.parts = [];
    this.choices = [];
    this.failed = false;
  }

  /** The result as it is now; null while it cannot be had. */
  get text(): string | null {
    return this.#editor?.text() ?? null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('texts')) return;
    const { texts } = this;
    this.parts = texts === null ? [] : threeWayMerge(texts.base, texts.mine, texts.theirs);
    this.choices = this.#places().map(proposal);
    this.failed = false;
  }

  override render(): TemplateResult | typeof nothing {
    if (this.texts === null) return nothing;
    const places = this.#places();
    return html`<ol aria-label=${words.places} ?hidden=${places.length === 0}>
        ${places.map((place, index) => this.#place(place, index, places.length))}
      </ol>
      <div>
        <h3 id="result">${words.result}</h3>
        ${this.failed ? problemNote({ code: 'app-load-failed', detail: {} }, 'note') : nothing}
        <div class="editor"></div>
      </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('texts')) void this.#draw();
  }

  #place(place: MergePlace, index: number, count: number): TemplateResult {
    const choice = this.choices[index] ?? 'mine';
    const version = (name: string, lines: readonly string[], taken: boolean): TemplateResult =>
      html`<div class="version ${taken ? 'taken' : ''}">
        <h4>${name}</h4>
        <pre tabindex="0" role="group" aria-label=${words.versionAt(name, index + 1)}>
${lines.length === 0 ? html`<span class="none">${words.nothing}</span>` : lines.join('\n')}</pre>
      </div>`;
    return html`<li>
      <div
        class="place"
        role="radiogroup"
        aria-labelledby="place-${index}"
        @focusin=${() => this.#editor?.show(index)}
      >
        <div class="head">
          <h3 id="place-${index}">
            ${words.place(index + 1, count)}
            <span class="muted">${words.changedBy[place.changedBy]}</span>
          </h3>
          <div class="choice">
            ${CHOICES.map(
              (one) =>
                html`<label
                  ><input
                    type="radio"
                    name="place-${index}"
                    .checked=${choice === one}
                    @change=${() => this.#choose(index, one)}
                  />${words.choices[one]}</label
                >`,
            )}
          </div>
        </div>
        <div class="versions">
          ${version(words.mine, place.mine, choice !== 'theirs')}
          ${place.base === null ? nothing : version(words.base, place.base, false)}
          ${version(words.theirs, place.theirs, choice !== 'mine')}
        </div>
      </div>
    </li>`;
  }

  #choose(index: number, choice: MergeChoice): void {
    this.choices = this.choices.map((other, i) => (i === index ? choice : other));
    this.#editor?.choose(index, choice);
  }

  #places(): readonly MergePlace[] {
    return this.parts.filter((part) => part.kind === 'place');
  }

  async #draw(): Promise<void> {
    this.#clear();
    const { texts } = this;
    const drawing = this.#drawing;
    const parent = this.renderRoot.querySelector<HTMLElement>('.editor');
    if (texts === null || parent === null || !(this.renderRoot instanceof ShadowRoot)) return;
    try {
      const { openMergeEditor } = await import('./merge-editor.ts');
      if (drawing !== this.#drawing) return;
      this.#editor = openMergeEditor({
        parent,
        root: this.renderRoot,
        parts: this.parts,
        choices: this.choices,
        label: words.result,
        placeLabel: (index) => words.placeShort(index + 1),
        python: texts.python,
      });
    } catch {
      this.failed = true; // the part is missing offline: the other answers still work, and a sentence says so
    }
  }

  #clear(): void {
    this.#drawing++;
    this.#editor?.destroy();
    this.#editor = null;
  }
}

customElements.define('lectern-merge', LecternMerge);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-merge': LecternMerge;
  }
}
