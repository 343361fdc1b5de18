import type { LockedPackage } from './parse-lock.ts';

/**
 * A package and all that it needs, each once, what is needed first; or the name that is nowhere. Packages that need each
 * other come in the order in which they are met. `have` and what only those need is left out.
 */
export function withDependencies<P extends LockedPackage>(
  name: string,
  find: (name: string) => P | undefined,
  have: ReadonlySet<string> = new Set(),
): { readonly found: readonly P[] } | { readonly missing: string; readonly neededBy: string } {
  const found: P[] = [];
  const seen = new Set(have);
  // Its own stack: a lock file may name a chain of thousands.
  const open: { readonly item: P; next: number }[] = [];
  const enter = (wanted: string): boolean => {
    const item = find(wanted);
    if (item === undefined) return false;
    seen.add(wanted);
    open.push({ item, next: 0 });
    return true;
  };
  if (!seen.has(name) && !enter(name)) return { missing: name, neededBy: name };
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const needed = top.item.depends[top.next++];
    if (needed === undefined) {
      found.push(top.item);
      open.pop();
    } else if (!seen.has(needed) && !enter(needed)) {
      return { missing: needed, neededBy: top.item.name };
    }
  }
  return { found };
}
