import type { Sentence, Translated } from './translation-text.mjs';

export interface Words {
  readonly sentences: readonly Sentence[];
  readonly errors: readonly string[];
  readonly translations: ReadonlyMap<string, readonly Translated[]>;
}

/** The languages besides English. */
export const LOCALES: readonly string[];

/** Reads all catalogues and all translations. */
export function readWords(): Words;

/** What is missing or wrong, one line each. */
export function faultsOf(words: Words): string[];

/** The text of `src/words/translations/<locale>.ts`. */
export function translationModule(words: Words, locale: string): string;

export function translationModulePath(locale: string): string;

/** Brings translators' files and modules up to date; what is missing or wrong. */
export function updateTranslations(): Promise<string[]>;
