import { css } from 'lit';

/** Layout of the dialogs that connect without a server: this device's code beside what reads the other's. */
export const pairingStyle = css`
  dialog {
    --dialog-width: 56rem;
  }
  dialog.start {
    --dialog-width: 30rem;
  }
  .sides {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: 1.5rem;
    align-items: start;
  }
  .sides.one {
    grid-template-columns: minmax(0, 1fr);
    justify-items: center;
  }
  .own {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
    width: 100%;
    max-width: 30rem;
  }
  .picture {
    display: grid;
    place-items: center;
    aspect-ratio: 1;
    width: min(100%, max(55dvh, 18rem));
    border: 1px solid var(--lc-line);
    border-radius: var(--lc-radius);
    background: var(--lc-sunken);
    color: var(--lc-muted);
    justify-self: center;
  }
  .picture svg.qr {
    width: 100%;
    height: 100%;
    border-radius: inherit;
    forced-color-adjust: none;
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
  .step {
    min-height: 2.9em;
    font-weight: 600;
  }
  .step.linked {
    color: var(--lc-accent-text);
  }
  .hint {
    color: var(--lc-muted);
    font-size: 0.8125rem;
  }
  p.copied {
    min-height: 1.2rem;
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
  @media (max-width: 48rem) {
    .sides {
      grid-template-columns: minmax(0, 1fr);
    }
    .own {
      max-width: none;
    }
    dialog {
      width: calc(100vw - 1rem);
      max-height: calc(100dvh - 1rem);
    }
    dialog .body {
      padding: 1rem;
    }
  }
`;

/** Layout of what reads a code. */
export const codeReaderStyle = css`
  :host {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  h3 {
    font-size: 0.875rem;
    font-weight: 650;
  }
  video {
    width: 100%;
    max-height: 50dvh;
    aspect-ratio: 4 / 3;
    object-fit: cover;
    border-radius: var(--lc-radius);
    background: #000;
  }
  .hint {
    color: var(--lc-muted);
    font-size: 0.8125rem;
  }
  textarea {
    width: 100%;
    resize: vertical;
    padding: 0.5rem 0.75rem;
    font: 0.8125rem/1.4 var(--lc-mono);
    color: var(--lc-text);
    background: var(--lc-surface);
    border: 1px solid var(--lc-line-strong);
    border-radius: var(--lc-radius);
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
`;
