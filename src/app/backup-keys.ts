import type { DataSeal } from '../base/data-seal.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Environment } from '../classroom/environment.ts';
import { createBackupKey, importBackupKey, type BackupKey } from '../crypto/backup-key.ts';
import type { SafekeepingStore } from '../store/safekeeping-store.ts';

/** Where the key lies when it is sealed. */
const SEALED_FOR = 'backup-key';

/** The key of a person's passphrase for backups, which is typed once on this device. */
export class BackupKeys {
  readonly #env: Environment;
  readonly #store: SafekeepingStore;
  readonly #seal: DataSeal | null;
  /** The one that was made last: a full storage keeps nobody from backing up what is in it. */
  #made: BackupKey | null = null;

  constructor(env: Environment, store: SafekeepingStore, seal: DataSeal | null) {
    this.#env = env;
    this.#store = store;
    this.#seal = seal;
  }

  /** The key that is kept; null where there is none, or it does not open. */
  async load(): Promise<BackupKey | null> {
    const kept = (await this.#store.read()).key;
    if (kept === null) return this.#made;
    if (kept.key !== null) return { ...kept, key: kept.key };
    const bits = await this.#seal?.open(kept.sealed ?? new Uint8Array(), SEALED_FOR);
    return bits === null || bits === undefined
      ? null
      : { ...kept, key: await importBackupKey(bits) };
  }

  /** Makes and keeps the key of a passphrase. Rejects with `passphrase-wrong` (detail `least`). */
  async create(passphrase: string): Promise<BackupKey> {
    const { argon2, random } = this.#env;
    const { bits, ...made } = await createBackupKey(argon2, random, passphrase);
    const sealed = (await this.#seal?.seal(bits, SEALED_FOR)) ?? null;
    bits.fill(0);
    this.#made = made;
    const { kdf, salt, key } = made;
    // In a place that is encrypted a key in the clear would open the person's files to who reads the disk.
    try {
      const kept = { kdf, salt, sealed, key: sealed === null ? key : null };
      await this.#store.patch(() => ({ key: kept }));
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
      this.#env.logger.log('warn', 'backup-key-unsaved', { code: error.code });
    }
    return made;
  }
}
