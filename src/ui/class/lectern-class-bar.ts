import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { Home } from '../../classroom/home.ts';
import type { Installation } from '../../classroom/installation.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { accessMessages } from '../access/access-messages.ts';
import { controls } from '../controls.css.ts';
import { icon, logo, type IconName } from '../icons.ts';
import { classMessages } from '../class-messages.ts';
import { leadMessages } from '../lead-messages.ts';
import { messages } from '../messages.ts';
import { askConnectionTest } from '../diagnostics/ask-connection-test.ts';
import '../lectern-action-menu.ts';
import type { MenuAction } from '../lectern-action-menu.ts';
import { Observed } from '../observed.ts';
import { classBarStyle } from './class-bar.css.ts';
import { download } from './download.ts';
import './lectern-backup.ts';
import './lectern-class-switch.ts';
import './lectern-end-lesson.ts';
import './lectern-invite.ts';
import './lectern-pick-name.ts';
import './lectern-project.ts';
import { list } from '../../words/list-words.ts';

const words = classMessages.bar;
const followWords = classMessages.follow;
const lead = leadMessages.lesson;

/**
 * The thin bar on top while a class is open. Fires `lectern-toggle-panel` (bubbles, composed) when the panel's
 * button is pressed. "Leave class" ends in `session.left`.
 */
export class LecternClassBar extends LitElement {
  static override styles = [controls, classBarStyle];
  static override properties = {
    session: { attribute: false },
    home: { attribute: false },
    installation: { attribute: false },
    panelOpen: { attribute: false },
    busy: { state: true },
  };

  declare session: ClassSession | null;
  /** For going to another class. */
  declare home: Home | null;
  /** How the application stands on this device. */
  declare installation: Installation | null;
  /** Whether the right panel is shown, for its button. */
  declare panelOpen: boolean;
  /** The command under way. */
  declare busy: 'leave' | 'lesson' | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.home = null;
    this.installation = null;
    this.panelOpen = false;
    this.busy = null;
  }

  /** Opens the dialog "Back up". */
  showBackup(): void {
    this.renderRoot.querySelector('lectern-backup')?.show();
  }

  /** Downloads this person's own work that does not count any more. */
  saveLostWork(): void {
    const lost = this.session?.lostWork() ?? null;
    if (lost !== null) download(lost.fileName, [lost.text], 'application/json');
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null) return nothing;
    const leads = (state.role === 'owner' || state.role === 'teacher') && !state.closed;
    return html`<section class="bar ${leads ? 'leads' : ''}" aria-label=${words.region}>
        ${logo()}
        <div class="who">
          <h1 class="name cut" dir="auto" title=${state.name}>${state.name}</h1>
          <lectern-class-switch .home=${this.home} .current=${state.id}></lectern-class-switch>
          <span class="role tag">${messages.roles[state.role]}</span>
          ${this.#status(state)}
        </div>
        <lectern-app-status compact .installation=${this.installation}></lectern-app-status>
        <span class="space"></span>
        ${state.closed || !belongs(state) ? nothing : this.#invite(state)} ${this.#follow(state)}
        ${leads ? this.#lesson(state) : nothing}
        ${state.standing === 'waiting' ? nothing : this.#button('save', words.backup, () => this.showBackup())}
        ${this.#button('leave', words.leave, () => void this.#leave(), this.busy === 'leave')}
        <lectern-action-menu
          class="more"
          .label=${accessMessages.more}
          .actions=${this.#more(state, leads)}
        ></lectern-action-menu>
        ${state.standing === 'waiting' ? nothing : this.#panelButton(state)}
      </section>
      <lectern-invite .session=${this.session}></lectern-invite>
      <lectern-end-lesson .session=${this.session}></lectern-end-lesson>
      <lectern-project .session=${this.session}></lectern-project>
      <lectern-pick-name .session=${this.session}></lectern-pick-name>
      <lectern-backup .session=${this.session}></lectern-backup>`;
  }

  #status(state: ClassState): TemplateResult {
    const { connection, standing, lesson } = state;
    const text =
      standing === 'removed'
        ? words.removed
        : standing === 'refused'
          ? words.refused
          : standing === 'waiting'
            ? words.waiting
            : standing === 'joining'
              ? words.joining
              : words.connection(connection);
    // A link to the class means nothing to who does not belong to it.
    const outside = standing === 'removed' || standing === 'refused';
    return html`<span class="state"
      ><span
        class="status ${outside ? 'outside' : connection.kind}"
        role="status"
        title=${outside ? text : words.connectionHint(connection)}
      >
        <span class="dot" aria-hidden="true"></span><span class="cut" dir="auto">${text}</span>
      </span>
      <button
        class="small quiet square test"
        title=${messages.testConnection}
        aria-label=${messages.testConnection}
        @click=${() => askConnectionTest(this)}
      >
        ${icon('pulse')}
      </button>
      ${
        state.closed
          ? html`<span class="tag">${words.closed}</span>`
          : lesson.open || standing !== 'member'
            ? nothing
            : lesson.paused
              ? html`<span class="tag paused" title=${lead.pausedHint}>${lead.paused}</span>`
              : html`<span class="tag">${words.lessonEnded}</span>`
      }</span
    >`;
  }

  /** On narrow screens: what has no button of its own there. */
  #more({ standing, lesson, follow }: ClassState, leads: boolean): MenuAction[] {
    const project = { label: leadMessages.project.show, run: () => this.#project() };
    const pause = { label: lead.pause, run: () => this.#pause() };
    const letFollow = { label: followWords.let, run: () => void this.session?.letFollow(true) };
    return [
      ...(follow.may && follow.presented === null ? [letFollow] : []),
      ...(leads ? [project] : []),
      ...(leads && lesson.open ? [pause] : []),
      ...(standing === 'waiting' ? [] : [{ label: words.backup, run: () => this.showBackup() }]),
      { label: words.leave, run: () => void this.#leave() },
      { label: messages.testConnection, run: () => askConnectionTest(this) },
    ];
  }

  #project(): void {
    void this.renderRoot.querySelector('lectern-project')?.show();
  }

  #pause(): void {
    void this.#run((session) => session.pauseLesson());
  }

  /** What a teacher does about the lesson. */
  #lesson({ lesson }: ClassState): TemplateResult {
    const busy = this.busy === 'lesson';
    const start = (label: string) =>
      this.#button('start', label, () => void this.#run((session) => session.startLesson()), busy);
    const end = () =>
      this.#button('stop', words.endLesson, () =>
        this.renderRoot.querySelector('lectern-end-lesson')?.show(),
      );
    return html`${this.#button('screen', leadMessages.project.show, () => this.#project())}
    ${
      lesson.open
        ? html`${this.#button('pause', lead.pause, () => this.#pause(), busy)}${end()}`
        : lesson.paused
          ? html`${start(lead.resume)}${end()}`
          : start(words.startLesson)
    }`;
  }

  /** "Follow the teacher", or for who teaches the switch that lets the class. */
  #follow({ follow: { by, may, presented, following } }: ClassState): TemplateResult {
    const shows = presented !== null;
    return html`${
      may
        ? html`<button
            class="small quiet let-follow ${shows ? 'on' : ''}"
            title=${followWords.letHint}
            aria-pressed=${shows ? 'true' : 'false'}
            @click=${() => void this.session?.letFollow(!shows)}
          >
            ${icon('follow')}<span class="label">${followWords.let}</span>
          </button>`
        : nothing
    }
    ${
      following
        ? this.#button('follow', followWords.stop, () => this.session?.stopFollowing())
        : by !== null && !shows
          ? html`<button
              class="small follow offered"
              title=${followWords.followHint(by)}
              @click=${() => this.session?.follow()}
            >
              ${icon('follow')}<span class="label">${followWords.follow}</span>
            </button>`
          : nothing
    }`;
  }

  #invite(state: ClassState): TemplateResult {
    return html`<button
      class="small primary invite"
      title=${state.recoveryDue ? words.inviteDue : words.invite}
      @click=${() => this.renderRoot.querySelector('lectern-invite')?.show()}
    >
      ${icon('invite')}<span class="label">${words.invite}</span>
      ${state.recoveryDue ? html`<span class="due" aria-hidden="true"></span>` : nothing}
    </button>`;
  }

  #button(iconName: IconName, label: string, run: () => void, busy = false): TemplateResult {
    return html`<button
      class="small quiet ${iconName}"
      title=${label}
      aria-disabled=${busy ? 'true' : 'false'}
      @click=${() => {
        if (!busy) run();
      }}
    >
      ${busy ? html`<span class="spinner"></span>` : icon(iconName)}<span class="label"
        >${label}</span
      >
    </button>`;
  }

  #panelButton({ freshCount, freshFiles, waiting }: ClassState): TemplateResult {
    const label = this.panelOpen ? words.hidePanel : words.showPanel;
    const fresh = freshCount + freshFiles;
    const count = fresh + waiting.length;
    const news = [
      ...(waiting.length > 0 ? [words.waits(waiting.length)] : []),
      ...(fresh > 0 ? [words.fresh(fresh)] : []),
    ];
    return html`<button
      class="small quiet panel"
      title=${label}
      aria-label=${list([label, ...news])}
      aria-expanded=${this.panelOpen ? 'true' : 'false'}
      @click=${this.#togglePanel}
    >
      ${icon('panel')}
      ${count > 0 ? html`<span class="badge" aria-hidden="true">${count > 99 ? '99+' : count}</span>` : nothing}
    </button>`;
  }

  async #run(command: (session: ClassSession) => Promise<void>): Promise<void> {
    if (this.session === null) return;
    this.busy = 'lesson';
    await command(this.session);
    this.busy = null;
  }

  async #leave(): Promise<void> {
    this.busy = 'leave';
    await this.session?.leave();
    this.busy = null;
  }

  #togglePanel(): void {
    this.dispatchEvent(new CustomEvent('lectern-toggle-panel', { bubbles: true, composed: true }));
  }
}

/** Whether this person has a link to give on: what who was removed or not let in holds leads nobody in. */
function belongs({ standing }: ClassState): boolean {
  return standing === 'joining' || standing === 'member';
}

customElements.define('lectern-class-bar', LecternClassBar);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-class-bar': LecternClassBar;
  }
  interface HTMLElementEventMap {
    'lectern-toggle-panel': CustomEvent;
  }
}
