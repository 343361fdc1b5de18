/** Argon2id's cost, version 1.3 (RFC 9106). */
export interface KdfParameters {
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/**
 * A file's cost is a stranger's wish: below the least it protects nothing, above the most it stalls a
 * phone. The least is OWASP's smallest for Argon2id (19 MiB, 2 passes).
 */
const LEAST: KdfParameters = { memoryKiB: 19 * 1024, iterations: 2, parallelism: 1 };
const MOST: KdfParameters = { memoryKiB: 256 * 1024, iterations: 8, parallelism: 4 };

/** Whether the cost is one that a file may ask for. */
export function isFairCost(kdf: KdfParameters): boolean {
  const names = ['memoryKiB', 'iterations', 'parallelism'] as const;
  return names.every(
    (name) => Number.isInteger(kdf[name]) && kdf[name] >= LEAST[name] && kdf[name] <= MOST[name],
  );
}
