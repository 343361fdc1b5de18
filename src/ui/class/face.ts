import { css, html, type TemplateResult } from 'lit';

/** A round mark with somebody's initials; decoration. */
export function face(name: string, here = false): TemplateResult {
  return html`<span class="face ${here ? 'here' : ''}" aria-hidden="true">${initials(name)}</span>`;
}

/** First letters of the first and the last word. */
function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const first = [...(parts[0] ?? '')][0] ?? '·';
  const last = parts.length > 1 ? ([...(parts.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** What rows of people have in common: mark, name, facts, and at the end what can be done. */
export const rowStyle = css`
  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.1rem 0.65rem;
    padding: 0.4rem 0.85rem;
  }
  .face {
    position: relative;
    display: grid;
    place-items: center;
    width: 2rem;
    height: 2rem;
    border-radius: 50%;
    background: var(--lc-sunken);
    color: var(--lc-muted);
    font-size: 0.8125rem;
    font-weight: 650;
  }
  .face.here {
    background: var(--lc-accent-soft);
    color: var(--lc-accent-text);
  }
  .face.here::after {
    content: '';
    position: absolute;
    inset-inline-end: -1px;
    bottom: -1px;
    width: 0.6rem;
    height: 0.6rem;
    border-radius: 50%;
    border: 2px solid var(--lc-surface);
    background: var(--lc-accent);
  }
  .who {
    display: flex;
    gap: 0.3rem;
    min-width: 0;
    font-weight: 550;
  }
  .facts {
    font-size: 0.8125rem;
  }
  .does {
    display: flex;
    align-items: center;
    gap: 0.25rem;
  }
  @media (forced-colors: active) {
    .face {
      border: 1px solid CanvasText;
    }
  }
`;
