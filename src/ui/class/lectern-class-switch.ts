import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSummary, Home, HomeState } from '../../classroom/home.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { leadMessages } from '../lead-messages.ts';
import { menuKeys } from '../menu-keys.ts';
import { Observed } from '../observed.ts';

const words = leadMessages.classes;

/** The menu "Your classes" beside the class's name: goes to another class of this device, or to the start page. */
export class LecternClassSwitch extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: contents;
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        width: 18rem;
        max-width: calc(100vw - 1rem);
        max-height: min(24rem, 80dvh);
        overflow: auto;
        padding: 0.35rem;
        color: var(--lc-text);
        background: var(--lc-surface);
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius);
        box-shadow: var(--lc-shadow-high);
      }
      [role='menuitem'] {
        display: block;
        width: 100%;
        padding: 0.45rem 0.6rem;
        border: 0;
        border-radius: 6px;
        text-align: start;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      [role='menuitem']:focus-visible {
        background: var(--lc-sunken);
        outline-offset: -2px;
      }
      .current {
        padding: 0.3rem 0.6rem;
        font-size: 0.75rem;
      }
      .down {
        transform: rotate(90deg);
      }
    `,
  ];
  static override properties = {
    home: { attribute: false },
    current: { attribute: false },
    open: { state: true },
  };

  declare home: Home | null;
  /** The class that is open. */
  declare current: ClassSummary['id'] | null;
  declare open: boolean;

  readonly #state = new Observed<HomeState>(this, () => this.home?.state ?? null);

  constructor() {
    super();
    this.home = null;
    this.current = null;
    this.open = false;
  }

  override render(): TemplateResult | typeof nothing {
    const classes = this.#state.value?.classes ?? [];
    const others = classes.filter(({ id }) => id !== this.current);
    if (others.length === 0) return nothing;
    const current = classes.find(({ id }) => id === this.current);
    return html`<button
        class="small quiet square"
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${words.menu}
        title=${words.menu}
        @click=${() => (this.open ? this.#close() : this.#show())}
      >
        <span class="down">${icon('go')}</span>
      </button>
      <div
        popover
        role="menu"
        aria-label=${words.menu}
        @toggle=${(event: ToggleEvent) => (this.open = event.newState === 'open')}
        @keydown=${(event: KeyboardEvent) => menuKeys(event, this.#items(), () => this.#close())}
      >
        ${current === undefined ? nothing : html`<p class="current muted">${words.current(current.name)}</p>`}
        ${others.map(
          ({ id, name }) =>
            html`<button role="menuitem" tabindex="-1" title=${name} @click=${() => this.#go(id)}>
              ${name}
            </button>`,
        )}
        <button role="menuitem" tabindex="-1" @click=${() => this.#go(null)}>${words.all}</button>
      </div>`;
  }

  #go(id: ClassSummary['id'] | null): void {
    this.#menu()?.hidePopover();
    void this.home?.switchTo(id);
  }

  #show(): void {
    const menu = this.#menu();
    const button = this.renderRoot.querySelector('[aria-haspopup]');
    if (menu === null || button === null) return;
    menu.showPopover();
    const at = button.getBoundingClientRect();
    menu.style.top = `${at.bottom + 2}px`;
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
    this.#items()[0]?.focus();
  }

  #close(): void {
    this.#menu()?.hidePopover();
    this.renderRoot.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #menu(): HTMLElement | null {
    return this.renderRoot.querySelector('[popover]');
  }
}

customElements.define('lectern-class-switch', LecternClassSwitch);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-class-switch': LecternClassSwitch;
  }
}
