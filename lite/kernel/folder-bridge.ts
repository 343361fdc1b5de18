import { LecternError } from '../../src/base/lectern-error.ts';
import type { RefusalCounter } from '../../src/base/logger.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import { encodeAnswer, type FolderAnswer, type FolderProblem } from './folder-answer.ts';
import { isBelow } from './folder-path.ts';
import type { FolderEntry, KernelFolder } from './kernel-folder.ts';
import { MAX_ENTRIES, MAX_FOLDER, MAX_WAITING, MAX_WAITING_CHANGES } from './limits.ts';
import type { FolderMessage, ToWorker } from './protocol.ts';

const NOTHING: FolderAnswer = { gone: [], news: [], problems: [], bytes: null };

/**
 * Between one worker and the notebook's folder: does what the worker did, one after the other, and tells it what others
 * did. The worker is hostile: its messages are parsed, and what they may fill is bounded here.
 */
export class FolderBridge {
  readonly #folder: KernelFolder | null;
  readonly #post: (message: ToWorker, transfer?: ArrayBuffer[]) => void;
  readonly #refusals: RefusalCounter;
  readonly #stop: Unsubscribe;
  /** What the worker knows, by path. */
  readonly #known = new Map<string, FolderEntry>();
  #problems: { readonly path: string; readonly problem: FolderProblem }[] = [];
  #working: Promise<void> = Promise.resolve();
  /** Whether there is a worker: it asks before its first cell. */
  #asked = false;
  /** What is being changed for the worker. */
  #changing: readonly string[] = [];
  #waiting = 0;
  #waitingBytes = 0;

  /** `folder` is null for a kernel without one: what it writes stays in its worker. `post` reaches the worker. */
  constructor(
    folder: KernelFolder | null,
    post: (message: ToWorker, transfer?: ArrayBuffer[]) => void,
    refusals: RefusalCounter,
  ) {
    this.#folder = folder;
    this.#post = post;
    this.#refusals = refusals;
    this.#stop =
      folder?.onChanged((paths) => {
        if (this.#asked && !this.#isOwn(paths)) post({ type: 'folder-changed' });
      }) ?? (() => undefined);
  }

  /** Takes a message of the worker. What it did before it ended is done all the same. */
  receive(message: FolderMessage): void {
    const bytes = message.type === 'folder-written' ? message.bytes.byteLength : 0;
    if (this.#waiting >= MAX_WAITING_CHANGES || this.#waitingBytes + bytes > MAX_WAITING) {
      this.#refusals.refuse('kernel-folder-too-much');
      return;
    }
    this.#waiting += 1;
    this.#waitingBytes += bytes;
    this.#working = this.#working.then(async () => {
      await this.#work(message);
      this.#waiting -= 1;
      this.#waitingBytes -= bytes;
    });
  }

  /** Tells the worker nothing more. */
  dispose(): void {
    this.#stop();
  }

  async #work(message: FolderMessage): Promise<void> {
    const folder = this.#folder;
    if (message.type === 'folder-ask') {
      this.#asked = true;
      const answer = folder === null ? NOTHING : await this.#answer(folder, message.path);
      const { buffer } = encodeAnswer(answer);
      this.#post({ type: 'folder-answer', bytes: buffer }, [buffer]);
      return;
    }
    if (folder === null) return;
    this.#changing = message.type === 'folder-moved' ? [message.path, message.to] : [message.path];
    try {
      await this.#change(folder, message);
    } catch (cause) {
      const full = cause instanceof LecternError && cause.code === 'storage-full';
      this.#problem(message.path, full ? 'full' : 'failed');
    } finally {
      this.#changing = [];
    }
  }

  async #change(
    folder: KernelFolder,
    message: Exclude<FolderMessage, { type: 'folder-ask' }>,
  ): Promise<void> {
    const { path } = message;
    switch (message.type) {
      case 'folder-written':
        if (!this.#fits(path, message.bytes.byteLength)) this.#problem(path, 'too-many');
        else this.#known.set(path, await folder.write(path, new Uint8Array(message.bytes)));
        return;
      case 'folder-made':
        if (!this.#fits(path, 0)) {
          this.#problem(path, 'too-many');
          return;
        }
        await folder.makeFolder(path);
        this.#known.set(path, { path, kind: 'folder', size: 0, modified: 0 });
        return;
      case 'folder-removed':
        await folder.remove(path);
        for (const known of this.#below(path)) this.#known.delete(known);
        return;
      case 'folder-moved': {
        await folder.rename(path, message.to);
        for (const known of [...this.#below(path), ...this.#below(message.to)])
          this.#known.delete(known);
        for (const entry of await folder.list())
          if (isBelow(entry.path, message.to)) this.#known.set(entry.path, entry);
      }
    }
  }

  async #answer(folder: KernelFolder, path: string | null): Promise<FolderAnswer> {
    let entries: readonly FolderEntry[];
    try {
      entries = (await folder.list()).slice(0, MAX_ENTRIES);
    } catch {
      entries = [...this.#known.values()]; // storage is broken: what was known stays as it was
    }
    const there = new Map(entries.map((entry) => [entry.path, entry]));
    const news = entries.filter((entry) => !isSame(this.#known.get(entry.path), entry));
    const gone = [...this.#known].filter(([known, { kind }]) => there.get(known)?.kind !== kind);
    for (const [known] of gone) this.#known.delete(known);
    for (const entry of news) this.#known.set(entry.path, entry);
    const bytes = path === null ? null : await folder.read(path).catch(() => null);
    const problems = this.#problems;
    this.#problems = [];
    return {
      gone: gone.map(([known]) => known).sort((a, b) => b.length - a.length),
      news: news.sort((a, b) => a.path.length - b.path.length),
      problems,
      bytes,
    };
  }

  /** Whether the worker itself changed this, and perhaps the folders around it. */
  #isOwn(paths: readonly string[]): boolean {
    return (
      paths.length > 0 &&
      paths.every((path) => this.#changing.some((own) => isBelow(path, own) || isBelow(own, path)))
    );
  }

  #fits(path: string, size: number): boolean {
    const before = this.#known.get(path);
    if (before === undefined && this.#known.size >= MAX_ENTRIES) return false;
    let sum = size - (before?.size ?? 0);
    for (const known of this.#known.values()) sum += known.size;
    return sum <= MAX_FOLDER;
  }

  #problem(path: string, problem: FolderProblem): void {
    this.#refusals.refuse(`kernel-folder-${problem}`);
    if (this.#problems.length < MAX_ENTRIES) this.#problems.push({ path, problem });
  }

  #below(path: string): string[] {
    return [...this.#known.keys()].filter((known) => isBelow(known, path));
  }
}

function isSame(known: FolderEntry | undefined, entry: FolderEntry): boolean {
  if (known?.kind !== entry.kind) return false;
  return (
    entry.kind === 'folder' || (known.size === entry.size && known.modified === entry.modified)
  );
}
