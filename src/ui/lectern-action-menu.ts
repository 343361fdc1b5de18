import { css, html, LitElement, type TemplateResult } from 'lit';
import { controls } from './controls.css.ts';
import { icon } from './icons.ts';
import { menuKeys } from './menu-keys.ts';

/** One item of the menu. */
export interface MenuAction {
  readonly label: string;
  readonly run: () => void;
}

/** Between menu and the edges of the window, px. */
const EDGE = 8;

/** A button with three dots and its menu of actions, by the keys of the WAI-ARIA menu pattern. */
export class LecternActionMenu extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: inline-flex;
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        width: max-content;
        min-width: 12rem;
        max-width: calc(100vw - 1rem);
        padding: 0.35rem;
        color: var(--lc-text);
        background: var(--lc-surface);
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius);
        box-shadow: var(--lc-shadow-high);
      }
      [role='menuitem'] {
        width: 100%;
        padding: 0.35rem 0.6rem;
        border: 0;
        border-radius: 6px;
        justify-content: flex-start;
        text-align: start;
        font-weight: 400;
      }
      [role='menuitem']:focus-visible {
        background: var(--lc-sunken);
        outline-offset: -2px;
      }
    `,
  ];
  static override properties = {
    label: { attribute: false },
    actions: { attribute: false },
    open: { state: true },
  };

  /** Name of the button and of the menu. */
  declare label: string;
  declare actions: readonly MenuAction[];
  declare open: boolean;

  constructor() {
    super();
    this.label = '';
    this.actions = [];
    this.open = false;
  }

  override render(): TemplateResult {
    return html`<button
        class="small quiet square"
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${this.label}
        title=${this.label}
        @click=${() => (this.open ? this.#close() : this.#show())}
        @keydown=${this.#opens}
      >
        ${icon('more')}
      </button>
      <div
        popover
        role="menu"
        aria-label=${this.label}
        @toggle=${this.#toggled}
        @keydown=${this.#keys}
      >
        ${this.actions.map(
          (action) =>
            html`<button role="menuitem" tabindex="-1" @click=${() => this.#run(action)}>
              ${action.label}
            </button>`,
        )}
      </div>`;
  }

  #run({ run }: MenuAction): void {
    this.#close();
    run();
  }

  #show(): void {
    const menu = this.#menu();
    const button = this.#button();
    if (menu === null || button === null || this.open) return;
    menu.showPopover();
    const at = button.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const below = at.bottom + height + EDGE <= innerHeight;
    menu.style.top = `${Math.max(EDGE, below ? at.bottom + 2 : at.top - height - 2)}px`;
    menu.style.left = `${Math.max(EDGE, at.right - width)}px`;
    this.#items()[0]?.focus();
  }

  #close(): void {
    this.#menu()?.hidePopover();
    this.#button()?.focus();
  }

  #toggled(event: ToggleEvent): void {
    this.open = event.newState === 'open';
  }

  #opens(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' || this.open) return;
    event.preventDefault();
    this.#show();
  }

  #keys(event: KeyboardEvent): void {
    menuKeys(event, this.#items(), () => this.#close());
  }

  #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #menu(): HTMLElement | null {
    return this.renderRoot.querySelector('[popover]');
  }

  #button(): HTMLElement | null {
    return this.renderRoot.querySelector('[aria-haspopup]');
  }
}

customElements.define('lectern-action-menu', LecternActionMenu);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-action-menu': LecternActionMenu;
  }
}
