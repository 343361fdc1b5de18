import { css, html, LitElement, type PropertyDeclarations, type TemplateResult } from 'lit';
import { controls } from './controls.css.ts';
import { menuKeys } from './menu-keys.ts';
import { language } from '../words/words.ts';

/** Between menu and the edges of the window, px. */
const EDGE = 8;
/** Between menu and button, px. */
const GAP = 2;

/** A menu as it is now. */
interface MenuParts {
  /** Name of the button and of the menu. */
  readonly label: string;
  readonly icon: unknown;
  /** Items with a role that starts with `menuitem`, and what stands between them. */
  readonly items: unknown;
  /** The edge of the button that the menu lines up with. */
  readonly align?: 'start' | 'end';
}

/** A button and the menu that it opens, by the keys of the WAI-ARIA menu pattern. */
export abstract class MenuElement extends LitElement {
  protected static readonly menuStyles = [
    controls,
    css`
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        max-width: calc(100vw - 1rem);
        max-height: calc(100dvh - 1rem);
        overflow: auto;
        padding: 0.35rem;
        color: var(--lc-text);
        background: var(--lc-surface);
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius);
        box-shadow: var(--lc-shadow-high);
      }
      [role^='menuitem'] {
        width: 100%;
        padding: 0.35rem 0.6rem;
        border: 0;
        border-radius: 6px;
        justify-content: start;
        text-align: start;
      }
      [role^='menuitem']:focus-visible {
        background: var(--lc-sunken);
        outline-offset: -2px;
      }
    `,
  ];
  static override properties: PropertyDeclarations = { open: { state: true } };

  declare open: boolean;
  #align: 'start' | 'end' = 'end';

  constructor() {
    super();
    this.open = false;
  }

  protected menu({ label, icon, items, align = 'end' }: MenuParts): TemplateResult {
    this.#align = align;
    return html`<button
        class="small quiet square"
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${label}
        title=${label}
        @click=${() => (this.open ? this.closeMenu() : this.#show())}
        @keydown=${this.#opens}
      >
        ${icon}
      </button>
      <div
        popover
        role="menu"
        aria-label=${label}
        @toggle=${(event: ToggleEvent) => (this.open = event.newState === 'open')}
        @keydown=${(event: KeyboardEvent) => menuKeys(event, this.#items(), () => this.closeMenu())}
      >
        ${items}
      </div>`;
  }

  /** Closes it and gives the focus back to its button. */
  protected closeMenu(): void {
    this.#menu()?.hidePopover();
    // Here and in `#show`, since `toggle` comes later than the next key may.
    this.open = false;
    this.#button()?.focus();
  }

  #show(): void {
    const menu = this.#menu();
    const button = this.#button();
    if (menu === null || button === null || this.open) return;
    menu.showPopover();
    this.open = true;
    const at = button.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const below = at.bottom + height + EDGE <= innerHeight;
    const toLeft = (this.#align === 'end') === (language.dir === 'ltr');
    const left = toLeft ? at.right - width : at.left;
    const top = below ? at.bottom + GAP : at.top - height - GAP;
    menu.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
    menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
    (menu.querySelector<HTMLElement>('[aria-checked=true]') ?? this.#items()[0])?.focus();
  }

  #opens(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' || this.open) return;
    event.preventDefault();
    this.#show();
  }

  #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  }

  #menu(): HTMLElement | null {
    return this.renderRoot.querySelector('[popover]');
  }

  #button(): HTMLElement | null {
    return this.renderRoot.querySelector('[aria-haspopup]');
  }
}
