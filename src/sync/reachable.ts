/** Everybody to be reached from `start` by way of `near` and then of whom each of those names; all must be `allowed`. */
export function reachable<T>(
  start: T,
  near: readonly T[],
  named: ReadonlyMap<T, ReadonlySet<T>>,
  allowed: (id: T) => boolean,
): ReadonlySet<T> {
  const within = new Set<T>([start]);
  const next = [...near];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (within.has(id) || !allowed(id)) continue;
    within.add(id);
    next.push(...(named.get(id) ?? []));
  }
  return within;
}
