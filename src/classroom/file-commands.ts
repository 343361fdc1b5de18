import { toBase64Url } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import {
  announcementText,
  withdrawAnnouncement,
  writeAnnouncement,
} from './announcement-records.ts';
import type { HandOuts, OutgoingFile } from './hand-outs.ts';
import type { Problem } from './home.ts';
import type { SessionContext } from './session-context.ts';
import { problemOf } from './session-problems.ts';
import type { TeacherNews } from './teacher-news.ts';
import type { TakenFiles } from './taken-files.ts';

/** What can be handed out of this device's file browser. */
export interface BrowserFiles {
  /** In the order of the folders. */
  readonly paths: readonly string[];
  /** The notebook in front; null for none. */
  readonly current: string | null;
}

/** What is done with files, and with announcements. */
export interface FileCommands {
  /** The files of the file browser; empty while that is still loading. */
  browserFiles(): Promise<BrowserFiles>;
  /**
   * Teachers: hands out a file of the file browser (its path) or another one, to a group (its id) or to everybody. Gives
   * the problem where that failed.
   */
  handOut(file: string | OutgoingFile, group: string | null): Promise<Problem | null>;
  /** Teachers: takes a file back; who has it keeps it. */
  withdrawFile(id: string): Promise<void>;
  /** Brings a file into the file browser and opens it. Resolves when that is done, or was cancelled. */
  getFile(id: string): Promise<void>;
  cancelFile(id: string): void;
  /** Opens the copy that was got. */
  openFile(id: string): void;
  /** Notes that this person saw what is in the list of files. */
  lookAtFiles(): void;
  /** Teachers: says something to everybody. False where there is nothing to say, or it may not be said. */
  announce(text: string): Promise<boolean>;
  /** Teachers: takes an announcement back. */
  withdrawAnnouncement(id: string): Promise<void>;
}

export function fileCommands(
  { classDoc, clock, notebook, problems, random, replica }: SessionContext,
  handOuts: HandOuts,
  taken: TakenFiles,
  news: TeacherNews,
): FileCommands {
  return {
    async browserFiles() {
      const app = notebook.value;
      if (app === null) return { paths: [], current: null };
      return { paths: await app.filePaths(), current: app.current.value };
    },
    async handOut(file, group) {
      try {
        await (typeof file === 'string'
          ? handOuts.handOutPath(file, group)
          : handOuts.handOut(file, group));
        return null;
      } catch (error) {
        return problemOf(error);
      }
    },
    async withdrawFile(id) {
      handOuts.withdraw(id);
      await problems.flush(classDoc);
    },
    getFile: (id) => problems.attempt(() => handOuts.get(id)),
    cancelFile: (id) => handOuts.cancel(id),
    openFile(id) {
      const path = taken.of(id)?.path;
      const app = notebook.value;
      if (path === undefined || app === null) return;
      void problems.attempt(async () => {
        if (!(await app.filePaths()).includes(path))
          throw new LecternError('file-missing', { detail: { name: path } });
        app.openFile(path);
      });
    },
    lookAtFiles() {
      for (const { id, version, withdrawn } of news.files) if (!withdrawn) taken.look(id, version);
    },
    async announce(typed) {
      const text = announcementText(typed);
      if (text === null || !classDoc.writable.value) return false;
      const id = toBase64Url(random(16));
      const record = { id, text, at: clock.now(), by: replica.self, withdrawn: false };
      writeAnnouncement(classDoc.doc, record);
      await problems.flush(classDoc);
      return true;
    },
    async withdrawAnnouncement(id) {
      if (!classDoc.writable.value) return;
      withdrawAnnouncement(classDoc.doc, id);
      await problems.flush(classDoc);
    },
  };
}
