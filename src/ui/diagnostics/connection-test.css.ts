import { css } from 'lit';

/** Layout of the dialog "Test connection": the whole result first, then a row for each step. */
export const connectionTestStyle = css`
  dialog {
    --dialog-width: 36rem;
  }
  .total {
    display: flex;
    align-items: center;
    gap: 0.65rem;
    min-height: 3rem;
    padding: 0.5rem 0.85rem;
    border-radius: var(--lc-radius);
    background: var(--lc-sunken);
    font-weight: 600;
  }
  .total.good {
    background: var(--lc-accent-soft);
    color: var(--lc-accent-text);
  }
  .total.fair {
    background: var(--lc-warn-soft);
    color: var(--lc-warn-text);
  }
  .total.bad {
    background: var(--lc-danger-soft);
    color: var(--lc-danger-text);
  }
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
  }
  li {
    display: grid;
    grid-template-columns: 1.5rem minmax(0, 1fr) auto;
    gap: 0.1rem 0.65rem;
    padding: 0.6rem 0.1rem;
    border-top: 1px solid var(--lc-line);
  }
  li:first-child {
    border-top: 0;
  }
  .mark {
    grid-row: span 2;
    display: grid;
    place-items: center;
    align-self: start;
    width: 1.5rem;
    height: 1.5rem;
    border-radius: 50%;
    background: var(--lc-sunken);
    color: var(--lc-muted);
  }
  .mark .icon {
    width: 1rem;
    height: 1rem;
  }
  .works .mark {
    background: var(--lc-accent-soft);
    color: var(--lc-accent-text);
  }
  .slow .mark {
    background: var(--lc-warn-soft);
    color: var(--lc-warn-text);
  }
  .fails .mark {
    background: var(--lc-danger-soft);
    color: var(--lc-danger-text);
  }
  h3 {
    font-size: 0.875rem;
    font-weight: 600;
  }
  .verdict {
    font-weight: 550;
    color: var(--lc-muted);
  }
  .works .verdict {
    color: var(--lc-accent-text);
  }
  .slow .verdict {
    color: var(--lc-warn-text);
  }
  .fails .verdict {
    color: var(--lc-danger-text);
  }
  li p {
    grid-column: 2 / -1;
    font-size: 0.8125rem;
    color: var(--lc-muted);
    overflow-wrap: anywhere;
  }
  textarea {
    width: 100%;
    min-height: 8rem;
    padding: 0.5rem 0.75rem;
    font: 0.8125rem/1.4 var(--lc-mono);
    color: var(--lc-text);
    background: var(--lc-code);
    border: 1px solid var(--lc-line-strong);
    border-radius: var(--lc-radius);
  }
  footer {
    align-items: center;
  }
  .hint {
    flex: 1;
  }
  @media (max-width: 30rem) {
    dialog .body {
      padding: 1rem;
    }
  }
  @media (forced-colors: active) {
    .mark,
    .total {
      border: 1px solid CanvasText;
    }
  }
`;
