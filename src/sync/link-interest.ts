import type { DocId } from '../protocol/ids.ts';
import { MAX_INTERESTS } from '../protocol/limits.ts';
import type { PeerMessage } from '../protocol/peer-messages.ts';
import { isNamed, NOTHING_ELSE, wants } from './interest.ts';
import type { Interest } from './interest.ts';

export type InterestMessage = Extract<PeerMessage, { type: 'interest' }>;

/** What both sides of a link told each other that they, and everybody behind them, want (TR3). */
export class LinkInterest {
  #told: Interest | null = null;
  #heard: Interest | null = null;

  /** What the other side wants, as far as it said. */
  get remote(): Interest {
    return this.#heard ?? NOTHING_ELSE;
  }

  get heard(): boolean {
    return this.#heard !== null;
  }

  /** Whether the other side was told anything yet. */
  get said(): boolean {
    return this.#told !== null;
  }

  /** Whether the other side was told that we want the document. */
  told(doc: DocId): boolean {
    return wants(this.#told ?? NOTHING_ELSE, doc);
  }

  /** Whether both want the document: each lists it whole in a comparison, and "up to date" is about it (SY6). */
  shared(doc: DocId): boolean {
    return this.told(doc) && wants(this.remote, doc);
  }

  /** Whether our comparisons list the document. */
  lists(doc: DocId): boolean {
    return wants(this.remote, doc) || isNamed(this.#told ?? NOTHING_ELSE, doc);
  }

  /** Whether the other side's comparisons list the document, so that one not in them is not there. */
  isListed(doc: DocId): boolean {
    return this.told(doc) || isNamed(this.remote, doc);
  }

  /** What to say so that the other side knows `now`; null where it knows. `fresh` says it in full. */
  tell(now: Interest, fresh: boolean): { message: InterestMessage | null; grown: Interest } {
    const before = this.#told;
    const names = now.everything ? new Set<string>() : now.names;
    this.#told = { everything: now.everything, names };
    const known = before ?? NOTHING_ELSE;
    const add = [...names].filter((name) => !known.names.has(name));
    const drop = [...known.names].filter((name) => !names.has(name));
    const grown: Interest = {
      everything: now.everything && !known.everything,
      names: known.everything ? new Set() : new Set(add),
    };
    const { everything } = now;
    const reply = !this.heard;
    if (fresh || before === null)
      return {
        message: { type: 'interest', fresh: true, reply, everything, add: [...names], drop: [] },
        grown,
      };
    if (add.length === 0 && drop.length === 0 && everything === known.everything)
      return { message: null, grown };
    return { message: { type: 'interest', fresh: false, reply, everything, add, drop }, grown };
  }

  /** Takes what the other side says. False where it is more than an honest peer names. */
  hear({ fresh, everything, add, drop }: InterestMessage): boolean {
    const names = new Set(fresh ? [] : this.remote.names);
    for (const name of drop) names.delete(name);
    for (const name of add) names.add(name);
    if (names.size > MAX_INTERESTS) return false;
    this.#heard = { everything, names };
    return true;
  }
}
