import { css, html, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../classroom/home.ts';
import { icon } from './icons.ts';
import { problemWords } from './messages.ts';

/** Style of `problemNote`. */
export const problemNoteStyle = css`
  .note {
    display: flex;
    align-items: flex-start;
    gap: 0.65rem;
    padding: 0.7rem 0.9rem;
    border-radius: var(--lc-radius);
    background: var(--lc-danger-soft);
    color: var(--lc-danger-text);
    border: 1px solid transparent;
    overflow-wrap: anywhere;
  }
  .note.warn {
    background: var(--lc-warn-soft);
    color: var(--lc-warn-text);
    border-color: var(--lc-warn-line);
  }
  .note > div {
    flex: 1;
    min-width: 0;
  }
  .note strong {
    display: block;
    font-weight: 600;
  }
`;

/** A failure in words: what happened and what to do. The one just met interrupts (`alert`), others do not. */
export function problemNote(
  problem: Problem | null,
  kind: 'alert' | 'note' = 'alert',
  action: TemplateResult | typeof nothing = nothing,
): TemplateResult | typeof nothing {
  if (problem === null) return nothing;
  const { what, todo } = problemWords(problem);
  return html`<div class="note ${kind === 'note' ? 'warn' : ''}" role=${kind}>
    ${icon('warning')}
    <div><strong>${what}</strong> ${todo}</div>
    ${action}
  </div>`;
}
