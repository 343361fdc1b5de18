import { language } from './words.ts';

/** Says of a part inside JupyterLab, which is English from left to right, that its words are in the page's language. */
export function speaks(element: HTMLElement): void {
  element.lang = language.id;
  element.dir = language.dir;
}
