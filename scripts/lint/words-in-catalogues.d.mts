/** The words that stand in the text of an HTML template, or in an attribute that is read out. */
export function wordsInTemplate(strings: readonly string[]): string[];
