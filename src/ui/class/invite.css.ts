import { css } from 'lit';

/** Layout of the dialog "Invite". */
export const inviteStyle = css`
  dialog {
    --dialog-width: 46rem;
  }
  .ways {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 1.5rem;
    align-items: start;
  }
  .texts {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  .row {
    display: flex;
    gap: 0.5rem;
  }
  .row input {
    min-width: 0;
    text-overflow: ellipsis;
  }
  .row button {
    flex: none;
  }
  [role='status'].hint {
    min-height: 1.2rem;
  }
  .code {
    font: 600 clamp(1.75rem, 8vw, 2.5rem)/1.2 var(--lc-mono);
    letter-spacing: 0.18em;
    text-align: center;
    padding-block: 0.5rem;
    padding-inline: 0.6rem 0.25rem;
  }
  .qr {
    width: 14rem;
    height: 14rem;
    border-radius: var(--lc-radius);
    border: 1px solid var(--lc-line);
    forced-color-adjust: none;
  }
  h3 {
    font-size: 0.875rem;
    font-weight: 650;
  }
  section {
    display: grid;
    gap: 0.5rem;
    padding-top: 1rem;
    border-top: 1px solid var(--lc-line);
  }
  .safety {
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.7rem;
  }
  .safety > .icon {
    width: 1.5rem;
    height: 1.5rem;
    color: var(--lc-accent-text);
  }
  .words {
    font-size: 1rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .safety .muted {
    font-size: 0.8125rem;
  }
  .note {
    display: flex;
    gap: 0.5rem;
    padding: 0.6rem 0.75rem;
    border-radius: var(--lc-radius);
    border: 1px solid var(--lc-warn-line);
    background: var(--lc-warn-soft);
    color: var(--lc-warn-text);
    font-size: 0.8125rem;
  }
  @media (max-width: 40rem) {
    .ways {
      grid-template-columns: minmax(0, 1fr);
    }
    .qr {
      justify-self: center;
      width: min(100%, 16rem);
      height: auto;
    }
  }
`;
