import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import '../cells/lectern-shared-cells.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { classMessages } from '../class-messages.ts';
import { Observed } from '../observed.ts';
import '../files/lectern-announcements.ts';
import '../files/lectern-files.ts';
import './lectern-people.ts';
import { language } from '../../words/words.ts';

const words = classMessages.panel;
const TABS = ['people', 'cells', 'files'] as const;

/** Name of a tab. */
export type PanelTab = (typeof TABS)[number];

/**
 * The right panel: tabs "People", "Shared cells" and "Files". A column 320 px wide; over the page on narrow screens.
 * Fires `lectern-toggle-panel` (bubbles, composed) when its own button or, over the page, Escape hides it.
 */
export class LecternPanel extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        width: 20rem;
        min-height: 0;
        height: 100%;
        background: var(--lc-surface);
        border-inline-start: 1px solid var(--lc-line);
      }
      :host(:not([open])) {
        display: none;
      }
      header {
        display: flex;
        align-items: center;
        flex: none;
        padding-inline: 0.35rem;
        border-bottom: 1px solid var(--lc-line);
      }
      [role='tablist'] {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        min-width: 0;
      }
      [role='tab'] {
        border: 0;
        border-radius: 0;
        min-height: 2.5rem;
        padding-inline: 0.55rem;
        color: var(--lc-muted);
        border-bottom: 2px solid transparent;
        border-top: 2px solid transparent;
      }
      [role='tab']:hover {
        background: none;
        color: var(--lc-text);
      }
      [role='tab'][aria-selected='true'] {
        color: var(--lc-text);
        border-bottom-color: var(--lc-accent);
      }
      [role='tab']:focus-visible {
        outline-offset: -3px;
      }
      .badge {
        min-width: 1.2rem;
        padding: 0 0.35rem;
        border-radius: 99px;
        background: var(--lc-accent);
        color: var(--lc-on-accent);
        font-size: 0.75rem;
        line-height: 1.2rem;
        text-align: center;
      }
      [role='tabpanel'] {
        flex: 1;
        min-height: 0;
        overflow: auto;
        overscroll-behavior: contain;
      }
      [role='tabpanel']:focus-visible {
        outline-offset: -2px;
      }
      @media (max-width: 48rem) {
        :host {
          position: fixed;
          z-index: 1000;
          inset-block: var(--lectern-bar-height, 2.5rem) 0;
          inset-inline: auto 0;
          height: auto;
          width: min(24rem, 100vw);
          box-shadow: var(--lc-shadow-high);
        }
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    open: { type: Boolean, reflect: true },
    tab: { attribute: false },
  };

  declare session: ClassSession | null;
  /** Whether the panel is shown. */
  declare open: boolean;
  /** The tab in front. */
  declare tab: PanelTab;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.open = false;
    this.tab = 'cells';
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null) return nothing;
    return html`<header @keydown=${this.#keys}>
        <div role="tablist" aria-label=${words.region}>
          ${this.#tab('people', state.waiting.length, words.waiting)}
          ${this.#tab('cells', state.freshCount, words.fresh)}
          ${this.#tab('files', state.freshFiles, words.fresh)}
        </div>
        <button
          class="quiet square"
          title=${words.hide}
          aria-label=${words.hide}
          @click=${this.#hide}
        >
          ${icon('close')}
        </button>
      </header>
      <lectern-announcements .session=${this.session}></lectern-announcements>
      <div
        role="tabpanel"
        id="content"
        tabindex="0"
        aria-labelledby="tab-${this.tab}"
        @keydown=${(event: KeyboardEvent) => this.#escape(event)}
      >
        <lectern-people ?hidden=${this.tab !== 'people'} .session=${this.session}></lectern-people>
        <lectern-shared-cells
          ?hidden=${this.tab !== 'cells'}
          .session=${this.session}
        ></lectern-shared-cells>
        <lectern-files
          ?hidden=${this.tab !== 'files'}
          .shown=${this.tab === 'files'}
          .session=${this.session}
        ></lectern-files>
      </div>`;
  }

  #tab(tab: PanelTab, count: number, inWords: (count: number) => string): TemplateResult {
    const selected = tab === this.tab;
    return html`<button
      role="tab"
      id="tab-${tab}"
      aria-selected=${selected ? 'true' : 'false'}
      aria-controls="content"
      aria-label=${count > 0 ? words[tab] + inWords(count) : nothing}
      tabindex=${selected ? 0 : -1}
      @click=${() => {
        this.tab = tab;
      }}
    >
      ${words[tab]}
      ${count > 0 ? html`<span class="badge" aria-hidden="true">${count > 99 ? '99+' : count}</span>` : nothing}
    </button>`;
  }

  /** The keys of the WAI-ARIA tabs pattern; the tab that takes the focus comes to the front. */
  async #keys(event: KeyboardEvent): Promise<void> {
    this.#escape(event);
    const at = TABS.indexOf(this.tab);
    const moves: Record<string, number> = {
      [language.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight']: at + 1,
      [language.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft']: at - 1,
      Home: 0,
      End: TABS.length - 1,
    };
    const to = moves[event.key];
    if (to === undefined || !(event.target instanceof Element) || event.target.role !== 'tab')
      return;
    event.preventDefault();
    this.tab = TABS.at(to % TABS.length) ?? this.tab;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus();
  }

  #escape(event: KeyboardEvent): void {
    if (
      event.key !== 'Escape' ||
      event.defaultPrevented ||
      !matchMedia('(max-width: 48rem)').matches
    )
      return;
    // Escape inside one of our dialogs closes that dialog only.
    if (event.composedPath().some((node) => node instanceof HTMLDialogElement)) return;
    event.preventDefault();
    this.#hide();
  }

  #hide(): void {
    this.dispatchEvent(new CustomEvent('lectern-toggle-panel', { bubbles: true, composed: true }));
  }
}

customElements.define('lectern-panel', LecternPanel);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-panel': LecternPanel;
  }
}
