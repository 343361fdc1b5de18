export interface Placeholder {
  readonly untranslatable: string;
  readonly index: number;
}

export type Contents = readonly (string | Placeholder)[];

export interface Sentence {
  /** The message's id. */
  readonly name: string;
  readonly contents: Contents;
  /** Whether it is what `plural` says for "other". */
  readonly counted: boolean;
}

export interface Translated {
  readonly name: string;
  readonly contents: Contents;
}

export function encodeTranslation(
  contents: Contents,
  sentence: Sentence,
): string | (string | number)[];

export function translationFaults(
  locale: string,
  sentences: readonly Sentence[],
  translated: readonly Translated[],
): string[];

/** With `{0}` for its values. */
export function textOf(contents: Contents): string;
