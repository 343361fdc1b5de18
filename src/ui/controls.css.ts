import { css } from 'lit';

/** Base, buttons and fields for every element of ours. */
export const controls = css`
  :host {
    font: 400 0.875rem/1.45 var(--lc-font);
    color: var(--lc-text);
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  a {
    color: var(--lc-accent-text);
  }
  /* Code and links run from left to right in every language. */
  pre,
  .cm-editor,
  input:is([readonly], #link) {
    direction: ltr;
    unicode-bidi: isolate;
  }
  pre {
    text-align: left;
  }
  /* Names run as their own script does, in their place of the line. */
  .cut[dir='auto'],
  .name[dir='auto'] {
    text-align: match-parent;
  }
  svg.turned {
    transform: scaleX(-1);
  }
  svg.icon {
    width: 1.125rem;
    height: 1.125rem;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button {
    font: inherit;
    font-weight: 550;
    color: inherit;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.45rem;
    min-height: 2.25rem;
    padding: 0.3rem 0.85rem;
    border: 1px solid var(--lc-line-strong);
    border-radius: var(--lc-radius);
    background: transparent;
    cursor: pointer;
    transition:
      background-color 120ms,
      border-color 120ms;
  }
  button:hover {
    background: var(--lc-sunken);
  }
  button:disabled,
  button[aria-disabled='true'] {
    cursor: default;
    color: var(--lc-muted);
    border-color: var(--lc-line);
    background: transparent;
  }
  button.primary {
    border-color: var(--lc-accent);
    background: var(--lc-accent);
    color: var(--lc-on-accent);
  }
  button.primary:hover {
    border-color: var(--lc-accent-hover);
    background: var(--lc-accent-hover);
  }
  button.primary[aria-disabled='true'] {
    border-color: transparent;
    background: var(--lc-sunken);
    color: var(--lc-muted);
  }
  button.danger {
    border-color: var(--lc-danger);
    background: var(--lc-danger);
    color: var(--lc-on-danger);
  }
  button.danger:hover {
    border-color: var(--lc-danger-hover);
    background: var(--lc-danger-hover);
  }
  button.quiet {
    border-color: transparent;
    color: var(--lc-muted);
  }
  button.quiet:hover {
    color: var(--lc-text);
  }
  /* A button that stands for the whole card around it. */
  button.stretched {
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    border-radius: inherit;
    text-align: start;
    justify-content: flex-start;
  }
  button.stretched:hover {
    background: none;
  }
  button.stretched::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
  }
  button.stretched:focus-visible {
    outline: none;
  }
  button.stretched:focus-visible::after {
    outline: 2px solid var(--lc-focus);
    outline-offset: 2px;
    border-radius: 10px;
  }
  button.small {
    min-height: 1.75rem;
    padding: 0.1rem 0.6rem;
    font-size: 0.8125rem;
    border-radius: 6px;
  }
  button.square {
    padding: 0;
    width: 1.75rem;
    min-height: 1.75rem;
    flex: none;
  }
  input {
    font: inherit;
    width: 100%;
    min-height: 2.5rem;
    padding: 0.4rem 0.75rem;
    color: var(--lc-text);
    background: var(--lc-surface);
    border: 1px solid var(--lc-line-strong);
    border-radius: var(--lc-radius);
  }
  input::placeholder {
    color: var(--lc-muted);
    opacity: 1;
  }
  input[aria-invalid='true'] {
    border-color: var(--lc-danger);
    box-shadow: 0 0 0 1px var(--lc-danger);
  }
  .field {
    display: grid;
    gap: 0.35rem;
  }
  .field > label {
    font-weight: 600;
  }
  .field > .hint {
    color: var(--lc-muted);
    font-size: 0.8125rem;
  }
  .field > .wrong {
    color: var(--lc-danger-text);
    font-size: 0.8125rem;
  }
  :focus-visible {
    outline: 2px solid var(--lc-focus);
    outline-offset: 2px;
  }
  input:focus-visible {
    outline-offset: -1px;
  }
  .cut {
    min-width: 0;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
    unicode-bidi: isolate;
  }
  .muted {
    color: var(--lc-muted);
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .spinner {
    width: 1em;
    height: 1em;
    flex: none;
    border: 2px solid currentColor;
    border-right-color: transparent;
    border-radius: 50%;
    animation: turn 800ms linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @keyframes fade {
    50% {
      opacity: 0.35;
    }
  }
  /* Nothing moves: what waits fades. */
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      transition: none !important;
    }
    .spinner {
      animation: fade 2s linear infinite;
    }
  }
  @media (pointer: coarse) {
    button.small,
    button.square {
      min-height: 2.25rem;
      min-width: 2.25rem;
    }
  }
  @media (forced-colors: active) {
    button,
    input {
      border-color: ButtonBorder;
    }
    button:disabled,
    button[aria-disabled='true'] {
      color: GrayText;
      border-color: GrayText;
    }
    /* What colours tell elsewhere is told by the system's own: pressed and chosen. */
    button[aria-pressed='true'],
    button[aria-checked='true'] {
      color: SelectedItemText;
      background: SelectedItem;
      border-color: SelectedItem;
    }
    .spinner {
      forced-color-adjust: none;
      color: CanvasText;
    }
    :focus-visible {
      outline-color: Highlight;
    }
  }
`;

/** Native modal dialogs. */
export const dialogs = css`
  dialog {
    font: inherit;
    color: var(--lc-text);
    background: var(--lc-surface);
    width: min(var(--dialog-width, 28rem), calc(100vw - 2rem));
    max-height: calc(100dvh - 2rem);
    padding: 0;
    border: 1px solid var(--lc-line);
    border-radius: var(--lc-radius-large);
    box-shadow: var(--lc-shadow-high);
    overflow: auto;
    overscroll-behavior: contain;
  }
  dialog::backdrop {
    background: rgb(10 14 16 / 50%);
  }
  dialog .body {
    display: grid;
    gap: 1rem;
    padding: 1.25rem 1.5rem 1.5rem;
  }
  dialog header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
  }
  dialog h2 {
    font-size: 1.125rem;
    line-height: 1.35;
    font-weight: 650;
    letter-spacing: -0.005em;
    overflow-wrap: anywhere;
  }
  dialog footer {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.5rem;
    padding-top: 0.25rem;
  }
`;
