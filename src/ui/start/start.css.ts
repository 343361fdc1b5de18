import { css } from 'lit';

/** Layout of the start screen: one calm column, two where there are classes to continue and room for them. */
export const startStyle = css`
  :host {
    display: grid;
    min-height: 100dvh;
    background: var(--lc-page);
    overflow: auto;
    scroll-padding-block-end: var(--lc-note-room, 7.5rem);
  }
  main {
    width: min(100%, 33rem);
    margin: auto;
    /* Below there is room for what is said about storage, which lies over the page. */
    padding: clamp(1.5rem, 7vh, 4.5rem) 1.25rem var(--lc-note-room, 7.5rem);
    display: grid;
    gap: 1.75rem;
  }
  main.with-classes {
    width: min(100%, 60rem);
  }
  header {
    display: flex;
    align-items: center;
    gap: 1rem;
  }
  .logo {
    width: 3.25rem;
    height: 3.25rem;
    flex: none;
  }
  h1 {
    font-size: 1.75rem;
    line-height: 1.15;
    font-weight: 700;
    letter-spacing: -0.025em;
  }
  .promise {
    font-size: 1rem;
    color: var(--lc-muted);
  }
  .lacks,
  .home,
  .choices {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  .home {
    gap: 1.75rem;
  }
  .card {
    background: var(--lc-surface);
    border: 1px solid var(--lc-line);
    border-radius: var(--lc-radius-large);
    box-shadow: var(--lc-shadow);
  }
  .form {
    padding: clamp(1.1rem, 4vw, 1.75rem);
  }
  .choice {
    position: relative;
    display: flex;
    align-items: center;
    gap: 1rem;
    padding: 1rem 1.1rem;
    background: var(--lc-surface);
    border: 1px solid var(--lc-line);
    border-radius: var(--lc-radius-large);
    box-shadow: var(--lc-shadow);
  }
  .choice:not(:has([aria-disabled='true'])):hover {
    border-color: var(--lc-accent);
  }
  .choice button {
    font-size: 1rem;
    font-weight: 650;
  }
  .choice > .icon {
    color: var(--lc-muted);
    transition: translate 120ms;
  }
  .choice:hover > .icon {
    translate: 2px;
    color: var(--lc-accent-text);
  }
  .choice:hover > .turned {
    translate: -2px;
  }
  .badge {
    display: grid;
    place-items: center;
    flex: none;
    width: 2.75rem;
    height: 2.75rem;
    border-radius: 11px;
    background: var(--lc-accent-soft);
    color: var(--lc-accent-text);
  }
  .teach .badge {
    background: var(--lc-accent);
    color: var(--lc-on-accent);
  }
  .badge .icon {
    width: 1.4rem;
    height: 1.4rem;
  }
  .words {
    flex: 1;
    min-width: 0;
    display: grid;
    gap: 0.1rem;
    justify-items: start;
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.5rem;
  }
  footer {
    display: grid;
    gap: 0.75rem;
    padding-top: 0.25rem;
    color: var(--lc-muted);
    font-size: 0.8125rem;
  }
  /* The language above four entries: in a row, two by two, or one below the other. Those whose words come later find their place. */
  .entries {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    justify-items: start;
    align-items: center;
    gap: 0.25rem 1rem;
    margin-inline-start: -0.6rem;
  }
  .entries > * {
    display: block;
    min-height: 1.75rem;
  }
  .entries > lectern-language {
    grid-column: 1 / -1;
    margin-inline-start: 0.6rem;
  }
  h2 {
    display: none;
    font-size: 0.9375rem;
    font-weight: 650;
    margin-bottom: -0.15rem;
  }
  @media (max-width: 28rem) {
    :host {
      scroll-padding-block-end: var(--lc-note-room, 7.5rem);
    }
    main {
      padding-bottom: 10rem;
    }
    .entries {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (min-width: 60rem) {
    .with-classes .entries {
      grid-template-columns: repeat(4, auto);
      justify-content: space-between;
    }
  }
  @media (min-width: 50rem) {
    .with-classes h2 {
      display: block;
    }
    .with-classes .home {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      align-items: start;
      column-gap: 2.25rem;
    }
    .with-classes .home > .note {
      grid-column: 1 / -1;
    }
  }
  @media (forced-colors: active) {
    .choice,
    .card {
      border-color: ButtonBorder;
    }
  }
`;
