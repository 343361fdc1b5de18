import { css } from 'lit';

/** Layout of the class bar: 40 px high; labels give way to icons, then details to tooltips, as room gets scarce. */
export const classBarStyle = css`
  :host {
    display: block;
    container: bar / inline-size;
    background: var(--lc-surface);
    border-bottom: 1px solid var(--lc-line);
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    height: 2.5rem;
    padding-inline: 0.6rem;
    font-size: 0.8125rem;
  }
  .logo {
    width: 1.5rem;
    height: 1.5rem;
    flex: none;
  }
  .who {
    display: flex;
    align-items: center;
    flex: 0 1 auto;
    gap: 0.5rem;
    min-width: 0;
  }
  /* The class's name is cut last: the words beside it give way first. */
  .name {
    flex: none;
    max-width: min(22rem, 30cqi);
    font-size: 0.875rem;
    font-weight: 650;
  }
  .tag {
    flex: none;
    padding: 0.05rem 0.5rem;
    border: 1px solid var(--lc-line);
    border-radius: 99px;
    color: var(--lc-muted);
    font-size: 0.75rem;
  }
  .paused {
    border-color: var(--lc-warn-line);
    background: var(--lc-warn-soft);
    color: var(--lc-warn-text);
  }
  .state {
    display: flex;
    align-items: center;
    flex: 0 1 auto;
    gap: 0.5rem;
    min-width: 0;
  }
  .status {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    flex: 0 1 auto;
    min-width: 0;
    color: var(--lc-muted);
  }
  .dot {
    flex: none;
    width: 0.55rem;
    height: 0.55rem;
    border-radius: 50%;
    border: 2px solid var(--lc-muted);
  }
  .connected .dot {
    border-color: var(--lc-accent);
    background: var(--lc-accent);
  }
  .outside .dot {
    border-color: var(--lc-danger);
    border-radius: 1px;
  }
  .offline .dot {
    border-radius: 1px;
    border-color: var(--lc-warn-text);
    background: var(--lc-warn-text);
  }
  .offline {
    color: var(--lc-warn-text);
  }
  .space {
    flex: 1 0 0;
  }
  button {
    position: relative;
    flex: none;
  }
  .due {
    position: absolute;
    top: -3px;
    inset-inline-end: -3px;
    width: 0.65rem;
    height: 0.65rem;
    border-radius: 50%;
    border: 2px solid var(--lc-surface);
    background: var(--lc-danger);
  }
  .offered {
    border-color: var(--lc-accent);
    background: var(--lc-accent-soft);
    color: var(--lc-accent-text);
  }
  .let-follow.on {
    border-color: var(--lc-accent);
    background: var(--lc-accent);
    color: var(--lc-on-accent);
  }
  .badge {
    min-width: 1.15rem;
    padding: 0 0.3rem;
    border-radius: 99px;
    background: var(--lc-accent);
    color: var(--lc-on-accent);
    font-size: 0.75rem;
    line-height: 1.15rem;
    font-weight: 650;
    text-align: center;
  }
  /* Who leads has more buttons: those that are pressed least give way first. */
  @container bar (max-width: 92rem) {
    .leads .save .label,
    .leads .leave .label,
    .leads .screen .label,
    .leads .pause .label {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .leads button.save,
    .leads button.leave,
    .leads button.screen,
    .leads button.pause {
      padding-inline: 0.45rem;
    }
  }
  @container bar (max-width: 76rem) {
    button .label {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    button.small {
      padding-inline: 0.45rem;
    }
  }
  .test {
    margin-inline-start: -0.25rem;
  }
  .more {
    display: none;
  }
  /* What is pressed seldom goes into the menu "More in this class". */
  @container bar (max-width: 60rem) {
    .test,
    .screen,
    .pause,
    .save {
      display: none;
    }
    .more {
      display: inline-flex;
    }
  }
  @container bar (max-width: 34rem) {
    /* Phones: "Leave class" leads to the other classes. */
    lectern-app-status:not([update]),
    .let-follow:not(.on),
    lectern-class-switch {
      display: none;
    }
    .bar {
      gap: 0.3rem;
      padding-inline: 0.4rem;
    }
    .role {
      display: none;
    }
    .who {
      flex-direction: column;
      align-items: stretch;
      gap: 0;
      line-height: 1.2;
    }
    .state .tag {
      flex: 0 1 auto;
      min-width: 0;
      padding: 0 0.35rem;
      overflow: hidden;
      white-space: nowrap;
      text-overflow: ellipsis;
    }
    .state:has(.tag) .status .cut {
      position: absolute;
      width: 1px;
      height: 1px;
      clip-path: inset(50%);
    }
    .name {
      max-width: none;
      font-size: 0.8125rem;
    }
    .status {
      font-size: 0.75rem;
    }
  }
  @container bar (max-width: 24rem) {
    .logo,
    .leave {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .badge,
    .offered {
      border: 1px solid;
    }
    .connected .dot,
    .offline .dot {
      background: CanvasText;
    }
  }
`;
