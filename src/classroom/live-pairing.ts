import { toBase64Url } from '../base/bytes.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import { createRoomKeys } from '../crypto/invitation-room-keys.ts';
import type { ClassId } from '../protocol/ids.ts';
import { parseInvitationLink } from '../protocol/invitation-link.ts';
import type { Invitation } from '../protocol/invitation.ts';
import {
  answerContext,
  encodePairingSide,
  pairingText,
  parsePairingSide,
  readPairingText,
  type PairingCode,
} from '../protocol/pairing-code.ts';
import type { Network, PairingAttempt } from '../transport/network.ts';
import type { ClassPairing, PairingFault, PairingState } from './pairing.ts';

type Offer = Extract<PairingCode, { kind: 'offer' }>;
type Answer = Extract<PairingCode, { kind: 'answer' }>;

/** Codes of ours that are waited for at a time: one person's, the one before it, and one made with the camera's permission. */
const MAX_WAITING = 3;
/** Codes of other times, by which an answer is told to be used, old or our own. */
const MAX_REMEMBERED = 64;

interface Waiting {
  readonly offer: Offer;
  readonly attempt: PairingAttempt;
}

export interface LivePairingOptions {
  readonly classId: ClassId;
  readonly network: Network;
  /** The whole class link in force. */
  readonly link: () => string;
  readonly random: RandomBytes;
  /** Why this class is not to be paired now. */
  readonly refuses: () => 'hidden-class' | 'closed' | null;
}

/** Both sides of "Connect without a server" in one class. */
export class LivePairing implements ClassPairing {
  readonly #options: LivePairingOptions;
  readonly #state = new ObservableValue<PairingState>({
    step: 'off',
    code: '',
    hidden: false,
    fault: null,
    linked: null,
  });
  readonly #waiting = new Map<string, Waiting>();
  /** Offers of ours whose answer was read, and answers of ours, by the offer's id. */
  readonly #used = new Set<string>();
  readonly #answered = new Set<string>();
  #answering: { readonly id: string; readonly attempt: PairingAttempt } | null = null;
  /** Counts how often it was ended: what was begun before must not show up after. */
  #round = 0;
  /** One code at a time: a camera reads the same one many times a second. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: LivePairingOptions) {
    this.#options = options;
  }

  get state(): Observable<PairingState> {
    return this.#state;
  }

  offer(): Promise<void> {
    return this.#next((round) => this.#offer(round));
  }

  read(text: string): Promise<void> {
    return this.#next((round) => this.#read(text, round));
  }

  end(): void {
    if (this.#state.value.step === 'connecting') return; // let it come about
    this.#round += 1;
    for (const { attempt } of this.#waiting.values()) attempt.abort();
    this.#waiting.clear();
    this.#answering?.attempt.abort();
    this.#answering = null;
    this.#set({ step: 'off', code: '', fault: null, linked: null });
  }

  /** The class is left. */
  close(): void {
    this.#set({ step: 'off' });
    this.end();
  }

  #next(task: (round: number) => Promise<void>): Promise<void> {
    const round = this.#round;
    this.#work = this.#work
      .then(() => (round === this.#round ? task(round) : undefined))
      // Told as a connection that did not come about: what comes next must not be lost with it.
      .catch(() => this.#fail('failed'));
    return this.#work;
  }

  async #offer(round: number): Promise<void> {
    const { network, random } = this.#options;
    const here = this.#here();
    if (here === null) return;
    this.#set({ step: 'making', code: '', fault: null, linked: null });
    const id = toBase64Url(random(16));
    const attempt = await network.pairing.offer(id);
    if (round !== this.#round) return attempt?.abort();
    if (attempt === null) return this.#fail('no-webrtc');
    const offer: Offer = { kind: 'offer', id, invitation: here.invitation, side: attempt.side };
    this.#waiting.set(id, { offer, attempt });
    for (const [oldest, { attempt: old }] of this.#waiting) {
      if (this.#waiting.size <= MAX_WAITING) break;
      this.#waiting.delete(oldest);
      old.abort();
    }
    void attempt.link.then((link) => {
      const mine = this.#waiting.delete(id) || this.#used.has(id);
      if (link !== null) this.#linked(link.remote.keyId);
      else if (mine && this.#state.value.step === 'connecting') this.#fail('failed');
      else if (mine && this.#waiting.size === 0 && this.#state.value.step === 'offering')
        void this.offer(); // its time is over: somebody may be looking at it still
    });
    this.#show('offering', offer, here.page, attempt);
  }

  async #read(text: string, round: number): Promise<void> {
    const read = readPairingText(text);
    if (!read.ok) this.#fault(read.error);
    else if (read.value.kind === 'offer') await this.#answer(read.value, round);
    else await this.#complete(read.value);
  }

  /** Somebody else's code: ours is the answer to it. */
  async #answer(offer: Offer, round: number): Promise<void> {
    const { classId, network } = this.#options;
    if (this.#answering?.id === offer.id) return; // the camera still sees it
    if (this.#waiting.has(offer.id) || this.#used.has(offer.id)) return this.#fault('own');
    if (offer.invitation.classId !== classId) return this.#fault('other-class');
    if (network.pairing.has(offer.side.peer)) return this.#fault('linked');
    const here = this.#here();
    if (here === null) return;
    this.#answering?.attempt.abort();
    this.#answering = null;
    this.#set({ step: 'making', code: '', fault: null, linked: null });
    const attempt = await network.pairing.answer(offer.id, offer.side);
    if (round !== this.#round) return attempt?.abort();
    if (attempt === null) return this.#fail('no-webrtc');
    this.#answering = { id: offer.id, attempt };
    remember(this.#answered, offer.id);
    void attempt.link.then((link) => {
      if (link !== null) this.#linked(link.remote.keyId);
      else if (this.#answering?.attempt === attempt) this.#fail('failed');
      if (this.#answering?.attempt === attempt) this.#answering = null;
    });
    const keys = await createRoomKeys(offer.invitation);
    const sealed = await keys.seal(encodePairingSide(attempt.side), answerContext(offer));
    const answer: Answer = { kind: 'answer', id: offer.id, sealed };
    this.#show('answering', answer, here.page, attempt);
  }

  /** The answer to a code of ours. */
  async #complete({ id, sealed }: Answer): Promise<void> {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      const { step } = this.#state.value;
      if (this.#answered.has(id)) return this.#fault('own');
      if (this.#used.has(id)) {
        // The camera still sees it.
        if (step !== 'connecting' && step !== 'linked') this.#fault('used');
        return;
      }
      return this.#fault(step === 'offering' ? 'old' : 'answer-first');
    }
    const keys = await createRoomKeys(waiting.offer.invitation);
    const plain = await keys.open(sealed, answerContext(waiting.offer));
    const side = plain === null ? null : parsePairingSide(plain);
    if (side === null) return this.#fault('not-ours');
    if (this.#options.network.pairing.has(side.peer)) return this.#fault('linked');
    this.#waiting.delete(id);
    remember(this.#used, id);
    this.#set({ step: 'connecting', code: '', fault: null });
    waiting.attempt.complete(side);
  }

  /** The class link in force in its two parts; null, and said so, where this class is not to be paired. */
  #here(): { readonly page: string; readonly invitation: Invitation } | null {
    const refused = this.#options.refuses();
    const link = parseInvitationLink(this.#options.link());
    if (refused !== null || !link.ok || link.value.page === null) {
      this.#fail(refused ?? 'failed');
      return null;
    }
    return { page: link.value.page, invitation: link.value.invitation };
  }

  #show(
    step: 'offering' | 'answering',
    code: PairingCode,
    page: string,
    { hidden, side }: PairingAttempt,
  ): void {
    const fault = side.ice.addresses.length === 0 ? 'no-network' : null;
    this.#set({ step, code: pairingText(code, page), hidden, fault });
  }

  #linked(linked: PairingState['linked']): void {
    this.#set({ step: 'linked', code: '', fault: null, linked });
  }

  /** What was shown before is over too. */
  #fail(fault: PairingFault): void {
    this.#set({ step: 'off', code: '', fault });
  }

  #fault(fault: PairingFault): void {
    this.#set({ fault });
  }

  #set(change: Partial<PairingState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > MAX_REMEMBERED && oldest !== undefined) ids.delete(oldest);
}
