/**
 * Characters that a name never holds, because they hide, reorder or fake text: controls, soft hyphen,
 * combining grapheme joiner, Arabic letter mark, blank Hangul fillers, zero-width space, direction marks,
 * embeddings, overrides and isolates, line and paragraph separators, word joiner and invisible operators,
 * blank Braille, byte order mark, interlinear annotations, tags, private use and lone surrogates. A fixed
 * list, not a Unicode property: every device must give the same answer whatever Unicode version it has.
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ue000-\uf8ff\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}\u{f0000}-\u{10ffff}]|[\ud800-\udfff]/gu;

/** Joiners that Persian and Indic scripts and composed emoji need, and that only deceive elsewhere. */
const STRAY_JOINER =
  /(?<![\u0600-\u08ff\u0900-\u0dff\ufe0f\u{1f3fb}-\u{1f3ff}\p{Extended_Pictographic}])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u08ff\u0900-\u0dff\p{Extended_Pictographic}\u2640\u2642\u2695\u2696\u2708])/gu;

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
  return text.search(HIDDEN) === -1;
}
