import { LecternError } from '../base/lectern-error.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { Argon2 } from '../crypto/argon2.ts';
import { sealRoot } from '../crypto/class-root.ts';
import { createRecoveryFile } from '../crypto/recovery-file.ts';
import type { ClassRecord, KeyStore } from '../store/key-store.ts';

/** The owner's one chance to take the root key out of this device. */
export interface RecoveryExport {
  /** Whether it was never saved. */
  readonly due: Observable<boolean>;
  /** The file's text; afterwards the key here cannot be exported any more. Rejects with a `LecternError`. */
  export(passphrase: string): Promise<string>;
}

/** The recovery export of an owner's record; null for everybody else and where it was done before. */
export function createRecoveryExport(
  record: ClassRecord,
  keys: KeyStore,
  argon2: Argon2,
): RecoveryExport | null {
  const { rootPrivateKey, rootPublicKey, classId, className } = record;
  if (rootPrivateKey === null || record.recoverySaved) return null;
  const root = { publicKey: rootPublicKey, privateKey: rootPrivateKey };
  const due = new ObservableValue(true);
  return {
    due,
    async export(passphrase) {
      if (!due.value)
        throw new LecternError('file-damaged', { detail: { reason: 'saved-before' } });
      // A renewal since the class was opened is in the kept record.
      const { link } = (await keys.get(classId)) ?? record;
      const file = await createRecoveryFile(argon2, root, { className, link }, passphrase);
      if (!file.ok) throw file.error;
      const sealed = await sealRoot(root);
      await keys.patch(classId, { rootPrivateKey: sealed.privateKey, recoverySaved: true });
      due.set(false);
      return file.value;
    },
  };
}
