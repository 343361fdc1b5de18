/** Libraries of which the lock file (its text; the repository's by default) holds more than one copy. */
export function findSecondCopies(lock?: string): [name: string, paths: string[]][];
