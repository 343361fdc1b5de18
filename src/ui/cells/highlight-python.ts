/** A stretch of Python source and how to colour it. */
export interface CodePiece {
  readonly text: string;
  readonly kind: 'plain' | 'keyword' | 'string' | 'comment' | 'number';
}

const KEYWORDS =
  'False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield';

/**
 * Every alternative is linear: bodies exclude their own delimiters, and an unclosed string ends with its line
 * or with the text, so that no source can make the search slow.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>#[^\n]*)`,
    String.raw`(?<string>[rRbBfFuUtT]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?))`,
    String.raw`(?<number>\b\d[\w.]*)`,
    String.raw`(?<word>[^\W\d]\w*)`,
  ].join('|'),
  'g',
);

const IS_KEYWORD = new RegExp(`^(?:${KEYWORDS})$`);

/** Cuts source into pieces by colour; joined, they are the source again. Good enough to read, not a parser. */
export function highlightPython(source: string): CodePiece[] {
  const pieces: CodePiece[] = [];
  let plain = '';
  let at = 0;
  const close = (): void => {
    if (plain !== '') pieces.push({ text: plain, kind: 'plain' });
    plain = '';
  };
  for (const match of source.matchAll(TOKEN)) {
    const [text] = match;
    plain += source.slice(at, match.index);
    at = match.index + text.length;
    const kind = kindOf(match.groups ?? {}, text);
    if (kind === 'plain') {
      plain += text;
      continue;
    }
    close();
    pieces.push({ text, kind });
  }
  plain += source.slice(at);
  close();
  return pieces;
}

function kindOf(
  groups: Readonly<Record<string, string | undefined>>,
  text: string,
): CodePiece['kind'] {
  if (groups['comment'] !== undefined) return 'comment';
  if (groups['string'] !== undefined) return 'string';
  if (groups['number'] !== undefined) return 'number';
  return IS_KEYWORD.test(text) ? 'keyword' : 'plain';
}
