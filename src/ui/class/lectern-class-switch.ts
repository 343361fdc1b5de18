import { css, html, nothing, type TemplateResult } from 'lit';
import type { ClassSummary, Home, HomeState } from '../../classroom/home.ts';
import { icon } from '../icons.ts';
import { leadMessages } from '../lead-messages.ts';
import { MenuElement } from '../menu-element.ts';
import { Observed } from '../observed.ts';

const words = leadMessages.classes;

/** The menu "Your classes" beside the class's name: goes to another class of this device, or to the start page. */
export class LecternClassSwitch extends MenuElement {
  static override styles = [
    ...MenuElement.menuStyles,
    css`
      :host {
        display: contents;
      }
      [popover] {
        width: 18rem;
        max-height: min(24rem, 80dvh);
        overflow: auto;
      }
      [role='menuitem'] {
        display: block;
        padding-block: 0.45rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
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
  static override properties = { home: { attribute: false }, current: { attribute: false } };

  declare home: Home | null;
  /** The class that is open. */
  declare current: ClassSummary['id'] | null;

  readonly #state = new Observed<HomeState>(this, () => this.home?.state ?? null);

  constructor() {
    super();
    this.home = null;
    this.current = null;
  }

  override render(): TemplateResult | typeof nothing {
    const classes = this.#state.value?.classes ?? [];
    const others = classes.filter(({ id }) => id !== this.current);
    if (others.length === 0) return nothing;
    const current = classes.find(({ id }) => id === this.current);
    return this.menu({
      label: words.menu,
      icon: html`<span class="down">${icon('go')}</span>`,
      align: 'start',
      items: html`${current === undefined ? nothing : html`<p class="current muted">${words.current(current.name)}</p>`}
        ${others.map(
          ({ id, name }) =>
            html`<button role="menuitem" tabindex="-1" title=${name} @click=${() => this.#go(id)}>
              ${name}
            </button>`,
        )}
        <button role="menuitem" tabindex="-1" @click=${() => this.#go(null)}>${words.all}</button>`,
    });
  }

  #go(id: ClassSummary['id'] | null): void {
    this.closeMenu();
    void this.home?.switchTo(id);
  }
}

customElements.define('lectern-class-switch', LecternClassSwitch);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-class-switch': LecternClassSwitch;
  }
}
