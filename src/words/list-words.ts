import { msg } from './words.ts';

/** Items of a list, one after the other: "Ada, Ben, Cleo". */
export function list(items: readonly string[]): string {
  return items.join(msg(', ', { desc: 'between the items of a list' }));
}
