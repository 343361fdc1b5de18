import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { systemClock } from '../../base/clock.ts';
import type { Unsubscribe } from '../../base/unsubscribe.ts';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { classMessages, noticeWords } from '../class-messages.ts';
import { Observed } from '../observed.ts';
import { groupNotices, type NoticeGroup } from './notice-groups.ts';

const words = classMessages.notices;

/** How long a notice stays without being read over: long enough for two sentences. */
const SHOWN_MS = 8_000;
/** More at a time would hide the notebook. */
const MAX_SHOWN = 4;

/** Notices in passing, at the bottom: they go by themselves, not while the pointer or the focus is on them. */
export class LecternNotices extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        z-index: 2000;
        inset: auto 0 1rem 0;
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      [role='status'] {
        display: grid;
        justify-items: center;
        gap: 0.5rem;
        max-width: calc(100vw - 1.5rem);
      }
      .notice {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        max-width: min(34rem, 100%);
        padding-block: 0.5rem;
        padding-inline: 1rem 0.5rem;
        border: 1px solid var(--lc-line);
        border-radius: 12px;
        background: var(--lc-surface);
        box-shadow: var(--lc-shadow-high);
        pointer-events: auto;
        animation: come 160ms ease-out;
      }
      .text {
        min-width: 0;
        overflow-wrap: anywhere;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow: hidden;
      }
      .undo {
        flex: none;
        color: var(--lc-accent-text);
      }
      @keyframes come {
        from {
          opacity: 0;
          transform: translateY(0.5rem);
        }
      }
      /* Little height, as at 400 %: one at a time, in one line. */
      @media (max-height: 30rem) {
        .notice:not(:last-child) {
          display: none;
        }
        .text {
          -webkit-line-clamp: 1;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .notice {
          animation: none;
        }
      }
    `,
  ];
  static override properties = { session: { attribute: false } };

  declare session: ClassSession | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);
  /** By group: the notice that its time runs for, and how to stop it. */
  readonly #running = new Map<string, { readonly newest: number; readonly stop: Unsubscribe }>();
  #held = false;

  constructor() {
    super();
    this.session = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopAll();
  }

  override render(): TemplateResult {
    const groups = this.#groups().slice(-MAX_SHOWN);
    return html`<div
      role="status"
      aria-label=${words.list}
      aria-atomic="false"
      @pointerenter=${() => this.#hold(true)}
      @pointerleave=${() => this.#hold(false)}
      @focusin=${() => this.#hold(true)}
      @focusout=${() => this.#hold(false)}
    >
      ${repeat(
        groups,
        ({ id }) => id,
        (group) => this.#notice(group),
      )}
    </div>`;
  }

  protected override updated(): void {
    const groups = this.#groups();
    const alive = new Set(groups.map(({ id }) => id));
    for (const [id, { stop }] of this.#running) {
      if (alive.has(id)) continue;
      stop();
      this.#running.delete(id);
    }
    if (!this.#held) for (const group of groups) this.#run(group);
  }

  #notice(group: NoticeGroup): TemplateResult {
    const { key, latest, notices } = group;
    const text = noticeWords(key, latest.detail, notices.length);
    return html`<div class="notice">
      <span class="text" title=${text}>${text}</span>
      ${
        latest.undo
          ? html`<button class="small quiet undo" @click=${() => this.#undo(group)}>
              ${icon('undo')}${words.undo}
            </button>`
          : nothing
      }
      <button
        class="small square quiet"
        aria-label=${words.dismiss}
        title=${words.dismiss}
        @click=${() => this.#dismiss(group)}
      >
        ${icon('close')}
      </button>
    </div>`;
  }

  #groups(): NoticeGroup[] {
    return groupNotices(this.#state.value?.notices ?? []);
  }

  #run(group: NoticeGroup): void {
    const running = this.#running.get(group.id);
    if (running?.newest === group.latest.id) return;
    running?.stop();
    const stop = systemClock.after(SHOWN_MS, () => this.#dismiss(group));
    this.#running.set(group.id, { newest: group.latest.id, stop });
  }

  #hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    if (held) this.#stopAll();
    else this.requestUpdate();
  }

  #stopAll(): void {
    for (const { stop } of this.#running.values()) stop();
    this.#running.clear();
  }

  #undo(group: NoticeGroup): void {
    this.session?.undoSync();
    this.#dismiss(group);
  }

  #dismiss(group: NoticeGroup): void {
    this.#held = false; // what held it is gone with it, and no leave event follows
    for (const { id } of group.notices) this.session?.dismiss(id);
  }
}

customElements.define('lectern-notices', LecternNotices);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-notices': LecternNotices;
  }
}
