import type { PeerId } from '../protocol/ids.ts';
import type { Purpose } from './introduction.ts';
import { compareRanks } from './rank.ts';
import type { Rank } from './rank.ts';

/** Children that a peer takes before it sends others on to its children (TR3). */
export const FAN_OUT = 8;
/** Children, and spares, that a peer takes per wanted one where nobody else may take the asker. */
const HARD_FACTOR = 3;
const HARD_SPARE_FACTOR = 2;

/** The answer to somebody who asks us. */
export type AskAnswer =
  | { readonly accept: true }
  | { readonly accept: false; readonly others: readonly Rank[] };

interface Taken {
  readonly rank: Rank;
  readonly purpose: Purpose;
  readonly linked: boolean;
}

/** Who hangs on us: our children, and those whose spare we are. All come after us by rank. */
export class TreePlaces {
  readonly #fanOut: number;
  readonly #taken = new Map<PeerId, Taken>();

  constructor(fanOut: number) {
    this.#fanOut = fanOut;
  }

  get children(): readonly Rank[] {
    return this.#ranks('parent');
  }

  /** Those whose spare we are. */
  get spares(): readonly Rank[] {
    return this.#ranks('spare');
  }

  /** Whether nobody more is wanted as a child. */
  get full(): boolean {
    return this.#ranks('parent').length >= this.#fanOut;
  }

  purpose(peer: PeerId): Purpose | null {
    return this.#taken.get(peer)?.purpose ?? null;
  }

  get linked(): readonly PeerId[] {
    return [...this.#taken].filter(([, taken]) => taken.linked).map(([peer]) => peer);
  }

  /** Decides about one who comes after us; `others` are whom we would send it to instead. */
  asked(
    rank: Rank,
    purpose: Purpose,
    others: readonly Rank[],
    evict: (peer: PeerId) => void,
  ): AskAnswer {
    const again = this.#taken.get(rank.peer)?.purpose === purpose;
    const size = this.#ranks(purpose).length;
    const last = this.#last(purpose);
    // Few can be the spare of one who comes early: those after it have more to choose from.
    const early = purpose === 'spare' && last !== null && compareRanks(rank, last) < 0;
    if (!again && size >= this.#fanOut && others.length > 0 && !early)
      return { accept: false, others };
    if (!again && size >= this.#hardLimit(purpose)) {
      if (last === null || (purpose === 'spare' && !early)) return { accept: false, others };
      this.#taken.delete(last.peer);
      evict(last.peer);
    }
    this.#taken.set(rank.peer, { rank, purpose, linked: false });
    return { accept: true };
  }

  /** The link with an accepted one is there. */
  link(peer: PeerId): boolean {
    const taken = this.#taken.get(peer);
    if (taken !== undefined) this.#taken.set(peer, { ...taken, linked: true });
    return taken !== undefined;
  }

  /** One whose spare we are becomes a child; false where it is none, or there is no place at all. */
  adopt(peer: PeerId): boolean {
    const taken = this.#taken.get(peer);
    if (taken?.purpose !== 'spare' || !taken.linked) return false;
    const limit = this.#hardLimit('parent') + this.#hardLimit('spare');
    if (this.#ranks('parent').length >= limit) return false;
    this.#taken.set(peer, { ...taken, purpose: 'parent' });
    return true;
  }

  end(peer: PeerId): void {
    this.#taken.delete(peer);
  }

  #hardLimit(purpose: Purpose): number {
    return this.#fanOut * (purpose === 'parent' ? HARD_FACTOR : HARD_SPARE_FACTOR);
  }

  #ranks(purpose: Purpose): Rank[] {
    return [...this.#taken.values()]
      .filter((taken) => taken.purpose === purpose)
      .map((taken) => taken.rank);
  }

  /** The last of the linked ones, who can do without us best. */
  #last(purpose: Purpose): Rank | null {
    const linked = [...this.#taken.values()].filter(
      (taken) => taken.linked && taken.purpose === purpose,
    );
    return (
      linked
        .map((taken) => taken.rank)
        .toSorted(compareRanks)
        .at(-1) ?? null
    );
  }
}
