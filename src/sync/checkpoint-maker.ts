import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { DocId } from '../protocol/ids.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { DocumentLog } from './document-log.ts';
import type { WriteOutcome } from './own-entries.ts';

/** When a document gets a checkpoint. */
export interface CheckpointPace {
  /** Entries since the last one: each costs a signature to check and a transaction's share to read. */
  readonly entries: number;
  /** Or bytes since the last one, where the state is at most half of what it takes the place of. */
  readonly bytes: number;
  /** The document has been quiet for so long, in ms: nobody is typing. */
  readonly idleMs: number;
}

const PACE: CheckpointPace = { entries: 2_000, bytes: 64 * 1024, idleMs: 500 };
/** Where it is never quiet, one is made all the same after this many times the entries or bytes. */
const PATIENCE = 4;

interface Since {
  entries: number;
  bytes: number;
  /** `entries` and `bytes` of the pace count this many times: no use was found in one before. */
  factor: number;
  lastAt: number;
  cancel: Unsubscribe | null;
}

interface CheckpointMakerOptions {
  readonly documents: ClassDocuments;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pace: CheckpointPace | undefined;
  /** Whether this device may sign checkpoints of the document now, and what it signs is stored. */
  ready(doc: DocId): boolean;
  /** Makes one of at most `maxBytes`; null where it would be larger. */
  make(doc: DocId, maxBytes: number): Promise<WriteOutcome | null>;
}

/** Makes checkpoints of the documents that this device keeps, while they are quiet (SY8). */
export class CheckpointMaker {
  readonly #options: CheckpointMakerOptions;
  readonly #pace: CheckpointPace;
  readonly #since = new Map<DocId, Since>();
  #closed = false;

  constructor(options: CheckpointMakerOptions) {
    this.#options = options;
    this.#pace = options.pace ?? PACE;
  }

  /** To be called after an entry was accepted into `log`, and once for what was stored. */
  grown(log: DocumentLog): void {
    if (this.#closed || log.doc === AUTHORITY_DOC) return;
    const now = this.#options.clock.now();
    let since = this.#since.get(log.doc);
    if (since === undefined) {
      since = { ...measure(log), factor: 1, lastAt: now, cancel: null };
      this.#since.set(log.doc, since);
    } else {
      const last = log.entries.at(-1);
      since.entries++;
      since.bytes += last?.entry.bytes.length ?? 0;
      if (last?.entry.kind === 'checkpoint') Object.assign(since, measure(log));
    }
    since.lastAt = now;
    if (this.#due(since, 1)) this.#plan(log, since);
  }

  /** To be called after entries were taken out of `log`: nothing is due for what is not there any more. */
  shrunk(log: DocumentLog): void {
    const since = this.#since.get(log.doc);
    if (since !== undefined) Object.assign(since, measure(log));
  }

  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#since.values()) cancel?.();
  }

  #due({ entries, bytes, factor }: Since, times: number): boolean {
    return (
      entries >= this.#pace.entries * factor * times || bytes >= this.#pace.bytes * factor * times
    );
  }

  #plan(log: DocumentLog, since: Since): void {
    if (!this.#options.ready(log.doc)) return;
    since.cancel ??= this.#options.clock.after(this.#pace.idleMs, () => {
      since.cancel = null;
      if (this.#closed || !this.#due(since, 1)) return;
      // Also where the clock was set back meanwhile.
      const quiet = Math.abs(this.#options.clock.now() - since.lastAt) >= this.#pace.idleMs;
      if (quiet || this.#due(since, PATIENCE)) void this.#make(log, since);
      else this.#plan(log, since);
    });
  }

  async #make(log: DocumentLog, since: Since): Promise<void> {
    const { logger } = this.#options;
    if (!this.#options.ready(log.doc)) return;
    const before = log.checkpoints.reduce((sum, { state }) => sum + state.length, 0);
    const many = since.entries >= this.#pace.entries * since.factor;
    try {
      const outcome = await this.#options.make(
        log.doc,
        many ? Infinity : (before + since.bytes) / 2,
      );
      if (outcome === 'kept') {
        since.factor = 1;
        Object.assign(since, measure(log));
        logger.log('info', 'checkpoint-made', { doc: log.doc });
        return;
      }
      const code = outcome === null ? 'large' : outcome.refused;
      logger.log('info', 'checkpoint-left', { doc: log.doc, code });
    } catch (cause) {
      logger.log('error', 'checkpoint-threw', { doc: log.doc, message: String(cause) });
    }
    since.factor *= 2;
  }
}

/** Entries that no checkpoint covers. */
function measure(log: DocumentLog): { entries: number; bytes: number } {
  let entries = 0;
  let bytes = 0;
  for (const { chain, entry } of log.entries) {
    if (log.standing(chain) >= entry.seq || entry.kind === 'checkpoint') continue;
    entries++;
    bytes += entry.bytes.length;
  }
  return { entries, bytes };
}
