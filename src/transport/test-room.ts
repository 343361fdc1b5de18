import { toBase64Url } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Signer } from '../crypto/signer.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { RelayRefusal } from '../protocol/signaling-messages.ts';
import { settleWithin } from './settle-within.ts';
import type { Room, RoomEvents, Signaling } from './signaling.ts';

/** How long the server may take to let us in, and a message to come back. */
const ENTER_MS = 10_000;
const BACK_MS = 5_000;
/** Round trips; the shortest counts, as the page may be busy in between. */
const ROUNDS = 4;
/** Bytes of a frame through the relay: what a small edit takes. */
const FRAME_BYTES = 1_024;

export interface TestRoomOptions {
  /** A connection of its own each time; the room closes it. */
  readonly dial: () => Signaling;
  /** A new room's key. */
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly signal: AbortSignal;
}

interface Member {
  readonly peer: PeerId;
  readonly signaling: Signaling;
  readonly room: Room;
}

/** A room that only this page knows, with up to two members of ours in it. Release with `close`. */
export class TestRoom {
  readonly #options: TestRoomOptions;
  readonly #members: Member[] = [];
  /** What the first member waits for. */
  #listed: () => void = () => undefined;
  #relayed: () => void = () => undefined;
  #refused: (code: RelayRefusal) => void = () => undefined;

  constructor(options: TestRoomOptions) {
    this.#options = options;
  }

  /** Enters, and gives the shortest round trip to the server, ms; null where the server cannot be reached. */
  async reach(): Promise<number | null> {
    const first = await this.#enter({
      members: () => this.#listed(),
      relayed: () => this.#relayed(),
      relayRefused: (_peer, code) => this.#refused(code),
    });
    if (first === null) return null;
    return this.#shortest<never>((settle) => {
      this.#listed = settle;
      first.room.list(0);
    });
  }

  /**
   * Sends frames to a second member of ours and back through the server's relay: the shortest round trip, ms, or why
   * not; null where nothing came back. Call it after `reach` succeeded.
   */
  async relay(): Promise<number | RelayRefusal | null> {
    const [first] = this.#members;
    const second = await this.#enter({
      relayed: (peer, payload) => void this.#members[1]?.room.relay(peer, payload.slice()),
      relayRefused: (_peer, code) => this.#refused(code),
    });
    if (first === undefined || second === null) return null;
    return this.#shortest<RelayRefusal>((settle, fail) => {
      this.#relayed = settle;
      this.#refused = fail;
      first.room.relay(second.peer, this.#options.random(FRAME_BYTES));
    });
  }

  close(): void {
    for (const { signaling } of this.#members.splice(0)) signaling.close();
  }

  async #enter(events: Partial<RoomEvents>): Promise<Member | null> {
    const { clock, signal, signer } = this.#options;
    const signaling = this.#options.dial();
    const peer = toBase64Url(this.#options.random(16)) as PeerId;
    const entered = await settleWithin<Room | null>(clock, ENTER_MS, signal, (settle) => {
      const nothing = (): void => undefined;
      const room: Room = signaling.enter(
        { signer, peer, card: '' },
        {
          member: nothing,
          from: nothing,
          gone: nothing,
          relayed: nothing,
          relayRefused: nothing,
          lost: nothing,
          ...events,
          members(members, next) {
            settle(room);
            events.members?.(members, next);
          },
        },
      );
      // It would go on trying; one failed attempt is answer enough.
      return signaling.state.subscribe((state) => {
        if (state === 'offline') settle(null);
      });
    });
    if (entered === null) {
      signaling.close();
      return null;
    }
    const member = { peer, signaling, room: entered };
    this.#members.push(member);
    return member;
  }

  /** The shortest of some round trips, ms; what one failed with, or null where it did not come back. */
  async #shortest<F>(
    go: (settle: () => void, fail: (why: F) => void) => void,
  ): Promise<number | F | null> {
    const { clock, signal } = this.#options;
    let best: number | null = null;
    for (let round = 0; round < ROUNDS; round++) {
      const begun = clock.now();
      const ms = await settleWithin<number | F>(clock, BACK_MS, signal, (settle) => {
        go(() => settle(clock.now() - begun), settle);
        return () => undefined;
      });
      if (typeof ms !== 'number') return ms;
      best = Math.max(0, Math.min(best ?? ms, ms));
    }
    return best;
  }
}
