import { css } from 'lit';

/** Layout of the dialog "Project": sizes follow the screen, so that a projector of any kind shows them as large as it can. */
export const projectStyle = css`
  dialog {
    width: 100vw;
    height: 100dvh;
    max-width: none;
    max-height: none;
    padding: 0;
    border: 0;
    overflow: auto;
    --ink: #000;
    --paper: #fff;
    color: var(--ink);
    background: var(--paper);
  }
  @media (prefers-color-scheme: dark) {
    dialog {
      --ink: #fff;
      --paper: #0b0d0e;
    }
  }
  :host-context(body[data-jp-theme-light='true']) dialog {
    --ink: #000;
    --paper: #fff;
  }
  :host-context(body[data-jp-theme-light='false']) dialog {
    --ink: #fff;
    --paper: #0b0d0e;
  }
  .sheet {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    gap: 2vmin;
    min-height: 100%;
    box-sizing: border-box;
    padding: 3vmin 4vmin;
  }
  header {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 1rem;
  }
  h2 {
    font-size: clamp(1.5rem, 5vmin, 5rem);
    line-height: 1.2;
    font-weight: 700;
    overflow-wrap: anywhere;
  }
  header button {
    width: 2.5rem;
    min-height: 2.5rem;
    color: inherit;
  }
  .ways {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4vmin;
    align-items: center;
  }
  .texts {
    display: grid;
    gap: 1.2vmin;
    min-width: 0;
  }
  .step {
    font-size: clamp(1.125rem, 3.4vmin, 3.5rem);
    line-height: 1.3;
  }
  .address {
    font-size: clamp(1.5rem, 5.4vmin, 5.5rem);
    line-height: 1.2;
    font-weight: 700;
    overflow-wrap: anywhere;
  }
  .code {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.35em;
    font: 700 clamp(3.25rem, min(16vmin, 9vw), 15rem) / 1.1 var(--lc-mono);
    letter-spacing: 0.06em;
  }
  .qr {
    width: min(66vmin, 42vw);
    height: auto;
    border-radius: 1vmin;
    forced-color-adjust: none;
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 0 3vmin;
    font-size: clamp(1rem, 3vmin, 3rem);
  }
  @media (max-width: 40rem), (orientation: portrait) {
    .ways {
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
    }
    .qr {
      justify-self: center;
      width: min(100%, 60dvh);
    }
    .code {
      font-size: clamp(3.25rem, 17vw, 12rem);
    }
  }
`;
