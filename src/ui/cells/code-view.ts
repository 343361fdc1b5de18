import { css, html, type TemplateResult } from 'lit';
import type { CellContent } from '../../notebook/notebook-app.ts';
import { classMessages } from '../class-messages.ts';
import { highlightPython } from './highlight-python.ts';

/** Colouring stops here (UTF-16 units): longer sources are shown plain, so that drawing stays fast. */
const MAX_COLOURED_UNITS = 20_000;

/** Style of `codeView`. */
export const codeStyle = css`
  pre {
    margin: 0;
    padding: 0.55rem 0.7rem;
    font: 0.8125rem/1.5 var(--lc-mono);
    background: var(--lc-code);
    border: 1px solid var(--lc-line);
    border-radius: 6px;
    white-space: pre;
    tab-size: 4;
    overflow: auto;
  }
  pre.start {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  pre.whole {
    max-height: 22rem;
  }
  .keyword {
    color: var(--lc-code-keyword);
    font-weight: 600;
  }
  .string {
    color: var(--lc-code-string);
  }
  .comment {
    color: var(--lc-code-comment);
    font-style: italic;
  }
  .number {
    color: var(--lc-code-number);
  }
`;

/** A cell's source as text: its first `lines` lines, or all of it in a scrollable box. */
export function codeView(
  cell: Pick<CellContent, 'cellType' | 'source'>,
  lines: number | null,
): TemplateResult {
  const text = lines === null ? cell.source : firstLines(cell.source, lines);
  if (text.trim() === '') return html`<p class="muted">${classMessages.cells.emptyCell}</p>`;
  const drawn =
    cell.cellType === 'code' && text.length <= MAX_COLOURED_UNITS ? coloured(text) : text;
  return lines === null
    ? html`<pre class="whole" tabindex="0" role="group" aria-label=${classMessages.cells.source}>
${drawn}</pre>`
    : html`<pre class="start">${drawn}</pre>`;
}

/** The first lines that say something, each cut to what a narrow panel can show. */
export function firstLines(source: string, lines: number): string {
  return source
    .slice(0, 4_000)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, lines)
    .map((line) => line.slice(0, 160))
    .join('\n');
}

function coloured(text: string): unknown {
  return highlightPython(text).map(({ text: piece, kind }) =>
    kind === 'plain' ? piece : html`<span class=${kind}>${piece}</span>`,
  );
}
