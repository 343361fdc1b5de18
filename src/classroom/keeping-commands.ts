import type { Bytes } from '../base/bytes.ts';
import type { ClassContent } from './backup-class.ts';
import type { Problem } from './home.ts';
import { lostWorkText } from './lost-work.ts';
import type { SessionContext } from './session-context.ts';
import { problemOf } from './session-problems.ts';

/** What a person takes away from the class as files. */
export interface KeepingCommands {
  /** Own work that does not count any more, as a file; null where there is none. Afterwards no problem tells of it. */
  lostWork(): { readonly fileName: string; readonly text: string } | null;
  /** Owner: the text of the recovery file under `passphrase`; the root key cannot be exported afterwards. */
  recoveryFile(
    passphrase: string,
  ): Promise<{ readonly fileName: string; readonly text: string } | Problem>;
  /** All of the class as it is here, under `passphrase`, in the parts of one file; also what the store could not take. */
  backupFile(
    passphrase: string,
  ): Promise<{ readonly fileName: string; readonly parts: readonly Bytes[] } | Problem>;
  /** For a backup of everything, while the class is open. */
  readonly content: ClassContent;
}

export function keepingCommands({
  backup,
  className,
  clock,
  content,
  notices,
  problems,
  recovery,
  replica,
  updates,
}: SessionContext): KeepingCommands {
  return {
    content,
    lostWork() {
      const lost = replica.lost.value;
      if (lost.length === 0) return null;
      problems.lostTaken(lost.length);
      return {
        fileName: `${fileNameOf(className)}-not-counted.json`,
        text: lostWorkText(className, lost),
      };
    },
    async recoveryFile(passphrase) {
      if (recovery === null) return problemOf(new Error('only the owner has a recovery file'));
      try {
        const text = await recovery.export(passphrase);
        notices.add('recovery-saved');
        updates.ask();
        return { fileName: `${fileNameOf(className)}.lectern-recovery`, text };
      } catch (error) {
        return problemOf(error);
      }
    },
    async backupFile(passphrase) {
      try {
        const parts = await backup(passphrase);
        const day = new Date(clock.now()).toISOString().slice(0, 10);
        return { fileName: `${fileNameOf(className)}-${day}.lectern-backup`, parts };
      } catch (error) {
        return problemOf(error);
      }
    },
  };
}

/** A class's name as part of a file's. */
function fileNameOf(className: string): string {
  return className.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'class';
}
