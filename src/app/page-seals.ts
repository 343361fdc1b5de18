import type { DataSeal } from '../base/data-seal.ts';
import { secureRandom } from '../base/random.ts';
import { changePassphrase, createProtection, openProtection } from '../crypto/class-protection.ts';
import type { Protected } from '../crypto/class-protection.ts';
import { workerArgon2 } from '../crypto/worker-argon2.ts';
import type { ClassProtection } from '../protocol/class-protection.ts';

/** What makes and opens the protection of a place. All reject with `passphrase-wrong`. */
export interface Seals {
  create(passphrase: string): Promise<Protected>;
  open(protection: ClassProtection, passphrase: string): Promise<DataSeal>;
  /** The same key under another passphrase. */
  change(protection: ClassProtection, passphrase: string, next: string): Promise<ClassProtection>;
}

/** By Argon2 in a worker: a chunk of its own, as few need it. */
export const pageSeals: Seals = {
  async create(passphrase) {
    const made = await createProtection(workerArgon2, secureRandom, passphrase);
    if (!made.ok) throw made.error;
    return made.value;
  },
  async open(protection, passphrase) {
    const opened = await openProtection(workerArgon2, secureRandom, protection, passphrase);
    if (!opened.ok) throw opened.error;
    return opened.value;
  },
  async change(protection, passphrase, next) {
    const changed = await changePassphrase(
      workerArgon2,
      secureRandom,
      protection,
      passphrase,
      next,
    );
    if (!changed.ok) throw changed.error;
    return changed.value;
  },
};
