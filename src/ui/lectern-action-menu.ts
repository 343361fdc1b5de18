import { css, html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';
import { MenuElement } from './menu-element.ts';

/** One item of the menu. */
export interface MenuAction {
  readonly label: string;
  readonly run: () => void;
}

/** A button with three dots and its menu of actions. */
export class LecternActionMenu extends MenuElement {
  static override styles = [
    ...MenuElement.menuStyles,
    css`
      :host {
        display: inline-flex;
      }
      [popover] {
        width: max-content;
        min-width: 12rem;
      }
      [role='menuitem'] {
        font-weight: 400;
      }
    `,
  ];
  static override properties = {
    label: { attribute: false },
    actions: { attribute: false },
  };

  /** Name of the button and of the menu. */
  declare label: string;
  declare actions: readonly MenuAction[];

  constructor() {
    super();
    this.label = '';
    this.actions = [];
  }

  override render(): TemplateResult {
    return this.menu({
      label: this.label,
      icon: icon('more'),
      items: this.actions.map(
        (action) =>
          html`<button role="menuitem" tabindex="-1" @click=${() => this.#run(action)}>
            ${action.label}
          </button>`,
      ),
    });
  }

  #run({ run }: MenuAction): void {
    this.closeMenu();
    run();
  }
}

customElements.define('lectern-action-menu', LecternActionMenu);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-action-menu': LecternActionMenu;
  }
}
