import { css } from 'lit';

/** Layout of the dialog "Storage and backups". */
export const storageStyle = css`
  dialog {
    --dialog-width: 38rem;
  }
  .body,
  section {
    grid-template-columns: minmax(0, 1fr);
    overflow-wrap: anywhere;
  }
  section {
    display: grid;
    gap: 0.65rem;
    padding-top: 1rem;
    border-top: 1px solid var(--lc-line);
  }
  h3 {
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
  }
  .use {
    display: grid;
    gap: 0.35rem;
  }
  meter {
    width: 100%;
    height: 0.75rem;
  }
  dl {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.25rem 1rem;
    margin: 0;
    font-size: 0.8125rem;
  }
  dd {
    margin: 0;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .kept {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .done {
    padding: 0.6rem 0.9rem;
    border-radius: var(--lc-radius);
    background: var(--lc-accent-soft);
    color: var(--lc-accent-text);
  }
  .left {
    display: grid;
    gap: 0.25rem;
    max-height: 10rem;
    overflow: auto;
    overflow-wrap: anywhere;
    font-size: 0.8125rem;
  }
  form {
    display: grid;
    gap: 0.75rem;
  }
  label.file {
    display: grid;
    gap: 0.35rem;
    font-weight: 600;
  }
  .hint {
    font-size: 0.8125rem;
  }
`;
