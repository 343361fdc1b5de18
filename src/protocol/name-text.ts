/**
 * Characters that a name never holds, because they hide, reorder or fake text. A fixed list, not a Unicode
 * property: every device must give the same answer whatever Unicode version it has.
 */
const HIDDEN = new RegExp(
  [
    '[\\u{0}-\\u{1f}\\u{7f}-\\u{9f}\\p{Cs}]', // controls, lone surrogates
    '[\\u{61c}\\u{200e}\\u{200f}\\u{2028}-\\u{202e}\\u{2066}-\\u{206f}]', // directions, line and paragraph separators
    '[\\u{ad}\\u{34f}\\u{180e}\\u{200b}\\u{2060}-\\u{2065}\\u{feff}]', // soft hyphen, joiners of nothing, zero width
    '[\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}\\u{2800}\\u{3164}\\u{ffa0}]', // letters without ink
    '[\\u{fff0}-\\u{fffb}\\u{e0000}-\\u{e00ff}\\u{e01f0}-\\u{e0fff}]', // annotations, tags
    '[\\u{e000}-\\u{f8ff}\\u{f0000}-\\u{10ffff}]', // private use: every font shows something else
  ].join('|'),
  'gu',
);

const NEEDS_JOINERS = '[\\u{600}-\\u{8ff}\\u{900}-\\u{dff}]|\\p{Extended_Pictographic}';

/** Zero-width joiners and non-joiners but where Arabic and Indic scripts and composed emoji need them. */
const STRAY_JOINER = new RegExp(
  `(?<!${NEEDS_JOINERS}|\\u{fe0f}|\\p{Emoji_Modifier})[\\u{200c}\\u{200d}]|[\\u{200c}\\u{200d}](?!${NEEDS_JOINERS})`,
  'gu',
);

/**
 * A name as it is kept: normalised (NFC), runs of white space made one space, hidden characters and stray
 * joiners left out, trimmed. May be empty. Cleaning a clean name changes nothing.
 */
export function cleanName(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\s\u0085]+/gu, ' ')
    .replaceAll(HIDDEN, '')
    .replaceAll(STRAY_JOINER, '')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .normalize('NFC'); // what was left out may have kept a letter and its accent apart
}

/**
 * Whether a name that came from outside may be shown: 1 to `maxUnits` UTF-16 units, nothing hidden, no outer
 * white space. Looser than `cleanName` where Unicode versions differ, so that all peers judge alike.
 */
export function isPlainName(text: string, maxUnits: number): boolean {
  if (text.length === 0 || text.length > maxUnits || text !== text.trim()) return false;
  return text.search(HIDDEN) === -1; // unlike test(), search() has no memory of the last match
}
