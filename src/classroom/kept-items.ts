import type { SharedCellItem } from './class-state.ts';

/**
 * `items`, with the object of `before` wherever nothing changed in it: a list of hundreds of cells then draws anew what
 * changed and nothing else.
 */
export function keptItems(
  before: readonly SharedCellItem[],
  items: readonly SharedCellItem[],
): SharedCellItem[] {
  const known = new Map(before.map((item) => [item.id, item]));
  return items.map((item) => {
    const old = known.get(item.id);
    return old !== undefined && sameItem(old, item) ? old : item;
  });
}

function sameItem(a: SharedCellItem, b: SharedCellItem): boolean {
  const { copy, looked, group, ...rest } = a;
  return (
    Object.entries(rest).every(([key, value]) =>
      Object.is(value, b[key as keyof SharedCellItem]),
    ) &&
    sameFields(copy, b.copy) &&
    sameFields(copy?.ref ?? null, b.copy?.ref ?? null) &&
    sameFields(looked, b.looked) &&
    sameFields(group, b.group)
  );
}

/** Whether both have the same plain values; objects within them are compared by whoever asks. */
function sameFields(a: object | null, b: object | null): boolean {
  if (a === null || b === null) return a === b;
  const others = new Map(Object.entries(b));
  return Object.entries(a).every(
    ([key, value]) => typeof value === 'object' || Object.is(value, others.get(key)),
  );
}
