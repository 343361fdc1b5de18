import { css } from 'lit';

/** Style of the list "Shared cells". */
export const sharedCellsStyle = css`
  .tools {
    position: sticky;
    z-index: 2;
    top: 0;
    display: grid;
    gap: 0.5rem;
    padding: 0.6rem 0.85rem;
    background: var(--lc-surface);
    border-bottom: 1px solid var(--lc-line);
  }
  .tools input {
    min-height: 2rem;
    padding: 0.2rem 0.6rem;
    font-size: 0.8125rem;
  }
  .all {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 0.35rem;
  }
  .all button.small {
    flex: 1;
  }
  .count {
    min-width: 1.1rem;
    padding: 0 0.3rem;
    border-radius: 99px;
    background: var(--lc-on-accent);
    color: var(--lc-accent);
    font-size: 0.75rem;
    line-height: 1.1rem;
    text-align: center;
  }
  li {
    border-bottom: 1px solid var(--lc-line);
    /* Cells out of sight are neither laid out nor drawn: hundreds stay quick. */
    content-visibility: auto;
    contain-intrinsic-size: auto 9rem;
  }
  .heading {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2rem;
    padding-block: 0.15rem;
    padding-inline: 0.85rem 0.5rem;
    background: var(--lc-sunken);
    border-bottom: 1px solid var(--lc-line);
    font-size: 0.75rem;
  }
  .heading h2 {
    font-size: 0.75rem;
    font-weight: 650;
  }
  .heading .muted {
    flex: 1;
    white-space: nowrap;
  }
  .group {
    padding: 0 0.45rem;
    border: 1px solid var(--lc-line-strong);
    border-radius: 99px;
  }
  .empty {
    display: grid;
    gap: 0.35rem;
    padding: 2.5rem 1.5rem;
    text-align: center;
    text-wrap: balance;
  }
  .empty strong {
    font-weight: 600;
  }
  /* Little height, as at 400 %: nothing stays in the way of what is below. */
  @media (max-height: 30rem) {
    .tools,
    .heading {
      position: static;
    }
  }
`;
