import { css } from 'lit';

/** Style of one item of the list "Shared cells". */
export const sharedCellStyle = css`
  :host {
    display: block;
    min-width: 0;
  }
  article {
    position: relative;
    display: grid;
    gap: 0.5rem;
    padding: 0.75rem 0.85rem;
    min-width: 0;
  }
  article.fresh::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    width: 3px;
    background: var(--lc-accent);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 0.5rem;
    min-width: 0;
  }
  h2,
  h3 {
    flex: 1 1 7rem;
    font-size: 0.8125rem;
    font-weight: 650;
  }
  h3 .muted {
    font-weight: 400;
    margin-inline-start: 0.25rem;
  }
  .chips {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.2rem;
    padding: 0.05rem 0.45rem;
    border-radius: 99px;
    border: 1px solid var(--lc-line);
    color: var(--lc-muted);
    font-size: 0.75rem;
    white-space: nowrap;
  }
  .chip .icon {
    width: 0.85rem;
    height: 0.85rem;
  }
  .chip.new {
    border-color: transparent;
    background: var(--lc-accent-soft);
    color: var(--lc-accent-text);
    font-weight: 600;
  }
  .chip.changed {
    border-color: var(--lc-warn-line);
    background: var(--lc-warn-soft);
    color: var(--lc-warn-text);
  }
  .chip.done {
    border-color: transparent;
    padding-inline: 0;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 0.35rem;
  }
  button[aria-expanded='true'] {
    background: var(--lc-sunken);
    color: var(--lc-text);
  }
  section {
    min-width: 0;
  }
`;
