import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { systemClock } from '../../base/clock.ts';
import type { SharedCellItem } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import { messages } from '../messages.ts';
import { codeStyle, codeView } from './code-view.ts';
import './lectern-difference.ts';
import './lectern-outputs.ts';

const words = classMessages.cells;

/** What a preview shows: the way from the own copy, the way from what was seen last, or the cell as it is. */
type View = 'mine' | 'looked' | 'whole';

/** The preview of a shared cell: who shared it, what is new in it, and its outputs. */
export class LecternCellPreview extends LitElement {
  static override styles = [
    controls,
    codeStyle,
    css`
      :host {
        display: grid;
        gap: 0.5rem;
        min-width: 0;
      }
      .by {
        font-size: 0.8125rem;
        overflow-wrap: anywhere;
      }
      h4 {
        margin: 0;
        font-size: 0.8125rem;
        font-weight: 650;
      }
      .views {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem;
      }
      .views button {
        min-height: 1.5rem;
        padding: 0 0.5rem;
        border-color: var(--lc-line);
        border-radius: 99px;
        font-size: 0.75rem;
        font-weight: 400;
      }
      .views button[aria-pressed='true'] {
        border-color: var(--lc-accent);
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
        font-weight: 600;
      }
    `,
  ];
  static override properties = {
    item: { attribute: false },
    still: { attribute: false },
    view: { state: true },
    seen: { state: true },
  };

  declare item: SharedCellItem | null;
  /** Shows no buttons: for a card in passing. */
  declare still: boolean;
  /** What the person chose; null for the first of what there is to say. */
  declare view: View | null;
  /** What the person had seen when this preview opened: looking makes the present version the one seen last. */
  declare seen: string | null;

  constructor() {
    super();
    this.item = null;
    this.still = false;
    this.view = null;
    this.seen = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('item') || this.item === null) return;
    const last = changed.get('item');
    if (last?.id === this.item.id) return;
    this.seen = this.item.looked?.source ?? null;
    this.view = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { item } = this;
    if (item === null) return nothing;
    const views = this.#views();
    return html`<p class="by muted">
        ${words.sharedBy(item.by, messages.ago(item.at, systemClock.now()))}
      </p>
      ${views.length > 1 && !this.still ? this.#choice(views) : nothing}
      ${this.#source(item, this.#shown(views))}
      ${
        item.outputs.length === 0
          ? nothing
          : html`<h4>${words.outputs}</h4>
              <lectern-outputs .outputs=${item.outputs}></lectern-outputs>`
      }`;
  }

  #choice(views: readonly View[]): TemplateResult {
    return html`<div class="views" role="group" aria-label=${words.views}>
      ${views.map(
        (view) =>
          html`<button
            aria-pressed=${this.#shown(views) === view ? 'true' : 'false'}
            @click=${() => {
              this.view = view;
            }}
          >
            ${words.viewNames[view]}
          </button>`,
      )}
    </div>`;
  }

  #source(item: SharedCellItem, view: View): TemplateResult {
    switch (view) {
      case 'mine':
        return html`<lectern-difference
          .mine=${item.copy?.source ?? null}
          .shared=${item}
        ></lectern-difference>`;
      case 'looked':
        return html`<lectern-difference
          .mine=${this.seen}
          .shared=${item}
          .label=${words.sinceLooked}
        ></lectern-difference>`;
      case 'whole':
        return codeView(item, null);
    }
  }

  #shown(views: readonly View[]): View {
    const chosen = views.find((view) => view === this.view);
    return chosen ?? views[0] ?? 'whole';
  }

  /** The views that say something different from each other; the first one is shown. */
  #views(): View[] {
    const { item, seen } = this;
    if (item === null) return [];
    const views: View[] = item.copy === null ? [] : ['mine'];
    if (seen !== null && seen !== item.source && seen !== item.copy?.source) views.push('looked');
    return [...views, 'whole'];
  }
}

customElements.define('lectern-cell-preview', LecternCellPreview);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-cell-preview': LecternCellPreview;
  }
}
