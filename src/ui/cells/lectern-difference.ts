import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CellContent } from '../../notebook/notebook-app.ts';
import { controls } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { codeStyle, codeView } from './code-view.ts';

/** The difference between a person's own copy and the shared version; the whole source where there is no copy. */
export class LecternDifference extends LitElement {
  static override styles = [
    controls,
    codeStyle,
    problemNoteStyle,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.35rem;
        min-width: 0;
      }
      p {
        font-size: 0.8125rem;
        color: var(--lc-muted);
      }
    `,
  ];
  static override properties = {
    mine: { attribute: false },
    shared: { attribute: false },
    label: { attribute: false },
    failed: { state: true },
  };

  /** Source of the own copy, or of what was there before; null for none. */
  declare mine: string | null;
  declare shared: Pick<CellContent, 'cellType' | 'source'> | null;
  /** Says what the two sides are. */
  declare label: string;
  /** The editor's part of the application could not be loaded. */
  declare failed: boolean;

  #remove: (() => void) | null = null;
  /** Counts drawings, so that a late one does not appear over a newer. */
  #drawing = 0;

  constructor() {
    super();
    this.mine = null;
    this.shared = null;
    this.label = classMessages.cells.difference;
    this.failed = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate('mine');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clear();
  }

  override render(): TemplateResult | typeof nothing {
    if (this.shared === null) return nothing;
    const { mine, shared } = this;
    if (mine === null) return codeView(shared, null);
    if (mine === shared.source)
      return html`<p>${classMessages.cells.same}</p>
        ${codeView(shared, null)}`;
    return html`<p>${this.label}</p>
      <div class="editor"></div>
      ${
        this.failed
          ? html`${problemNote({ code: 'app-load-failed', detail: {} }, 'note')}${codeView(shared, null)}`
          : nothing
      }`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('mine') && !changed.has('shared')) return;
    this.#clear();
    const place = this.renderRoot.querySelector<HTMLElement>('.editor');
    if (place !== null && this.mine !== null && this.shared !== null) {
      void this.#draw(place, this.mine, this.shared.source);
    }
  }

  async #draw(place: HTMLElement, mine: string, shared: string): Promise<void> {
    const drawing = ++this.#drawing;
    try {
      const { drawDifference } = await import('./difference-editor.ts');
      if (drawing !== this.#drawing || !(this.renderRoot instanceof ShadowRoot)) return;
      this.#remove = drawDifference(place, this.renderRoot, mine, shared, this.label);
    } catch {
      this.failed = true; // the part is missing offline: the whole source and a sentence stand in
    }
  }

  #clear(): void {
    this.#drawing++;
    this.#remove?.();
    this.#remove = null;
  }
}

customElements.define('lectern-difference', LecternDifference);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-difference': LecternDifference;
  }
}
