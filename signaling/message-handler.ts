import type { Clock } from '../src/base/clock.ts';
import { MAX_MEMBERS_LISTED } from '../src/protocol/limits.ts';
import type { RelayFrame } from '../src/protocol/relay-frame.ts';
import type { ClientMessage, RelayRefusal } from '../src/protocol/signaling-messages.ts';
import type { Connection, Incoming } from './connection.ts';
import type { EnterRefusal, Exchange, LocalMember } from './exchange.ts';
import { KeyedBuckets } from './keyed-buckets.ts';
import type { ServerCounts } from './server-counts.ts';
import type { ServerLimits } from './server-limits.ts';
import { verifyRoomProof } from './verify-room-proof.ts';

/** What a relayed frame counts at least, in bytes: passing it on costs something however short it is. */
const MIN_RELAY_COST = 1024;

/** Answers the messages of all connections over the state they share. */
export class MessageHandler {
  readonly #exchange: Exchange;
  readonly #relay: boolean;
  readonly #claimMs: number;
  readonly #enterWaitMs: number;
  readonly #roomEnters: KeyedBuckets;
  readonly #roomMessages: KeyedBuckets;
  readonly #roomRelay: KeyedBuckets;
  readonly #newCodes: KeyedBuckets;
  readonly #counts: ServerCounts;
  readonly #onMoved: (what: 'entered' | 'left', room: string) => void;
  readonly #onRefused: (code: string) => void;

  constructor(parts: {
    readonly exchange: Exchange;
    readonly clock: Clock;
    readonly limits: ServerLimits;
    /** Whether bytes are relayed. */
    readonly relay: boolean;
    readonly counts: ServerCounts;
    readonly onRefused: (code: string) => void;
    /** Somebody came into a room or left it. */
    readonly onMoved: (what: 'entered' | 'left', room: string) => void;
  }) {
    const { clock, limits } = parts;
    this.#exchange = parts.exchange;
    this.#relay = parts.relay;
    this.#claimMs = limits.claimMs;
    this.#enterWaitMs = limits.enterWaitMs;
    this.#roomEnters = new KeyedBuckets(clock, limits.roomEnterBurst, limits.roomEntersPerSecond);
    this.#roomMessages = new KeyedBuckets(
      clock,
      limits.roomMessageBurst,
      limits.roomMessagesPerSecond,
    );
    this.#newCodes = new KeyedBuckets(clock, limits.addressCodes, limits.addressCodesPerSecond);
    this.#counts = parts.counts;
    this.#onMoved = parts.onMoved;
    this.#roomRelay = new KeyedBuckets(
      clock,
      limits.roomRelayBurst,
      limits.roomRelayBytesPerSecond,
    );
    this.#onRefused = parts.onRefused;
  }

  /** Answers one message; settles when the connection's next may be taken. */
  async handle(connection: Connection, message: Incoming): Promise<void> {
    this.#counts.message(message.type);
    if (message.type === 'enter') return this.#enter(connection, message);
    if (message.type === 'get-code') return this.#getCode(connection, message.id);
    const { presence } = connection;
    if (presence === null) return this.#decline(connection, 'not-entered');
    const { room, member } = presence;
    const ms = this.#roomMessages.of(room).owe(1);
    if (ms > 0) await connection.rest(ms);
    if (!connection.alive) return;
    switch (message.type) {
      case 'card':
        member.card = message.card;
        return this.#exchange.announce(room, member);
      case 'watch':
        member.watching = message.on;
        return;
      case 'list':
        return this.#list(connection, message.from);
      case 'to': {
        const { peer, data } = message;
        const delivered = await this.#exchange.send(room, member.peer, peer, data);
        if (!delivered) connection.send({ type: 'gone', peer });
        return;
      }
      case 'relay': {
        const code = await this.#pass(connection, room, member.peer, message);
        if (code === null) return;
        this.#onRefused(code);
        return connection.send({ type: 'relay-refused', peer: message.peer, code });
      }
      case 'put-code': {
        const { id, ticket, ttl } = message;
        const { codes } = this.#exchange;
        const mayPut =
          (await codes.get(id)) === ticket || this.#newCodes.of(connection.address).take(1);
        if (mayPut && (await codes.put(id, ticket, ttl, room, connection))) {
          return connection.send({ type: 'code-kept', id });
        }
        return this.#decline(connection, 'code-full');
      }
      case 'drop-code': {
        const dropped = await this.#exchange.codes.drop(message.id, room, connection);
        if (!dropped) this.#onRefused('code-not-yours');
        return;
      }
    }
  }

  /** Takes an ended connection out of its room. */
  forget(connection: Connection): void {
    this.#leave(connection);
    this.#exchange.codes.release(connection);
  }

  async #enter(
    connection: Connection,
    { room, peer, proof, card }: Extract<ClientMessage, { type: 'enter' }>,
  ): Promise<void> {
    if (!(await verifyRoomProof(connection.nonce, room, peer, proof))) {
      return connection.refuse('proof-wrong');
    }
    const ms = this.#roomEnters.of(room).owe(1, this.#enterWaitMs);
    if (ms === null) return connection.refuse('too-fast');
    if (ms > 0) await connection.rest(ms);
    this.#leave(connection);
    const member: LocalMember = {
      peer,
      card,
      watching: false,
      send: (message) => connection.send(message),
      deliver: (from, data) => connection.deliver(from, data),
      relay: (from, payload) => connection.relay(from, payload),
      proveAlive: async () => {
        const alive = await connection.provesAlive(this.#claimMs);
        if (!alive) connection.terminate();
        return alive;
      },
    };
    if (!connection.alive) return; // it left while the proof was checked
    const outcome = await this.#exchange.enter(room, member);
    if (outcome !== 'ok') return this.#decline(connection, outcome);
    if (!connection.alive) return this.#exchange.leave(room, member);
    connection.presence = { room, member };
    this.#onMoved('entered', room);
    return this.#list(connection, 0);
  }

  /** Passes a frame on; the connection's next waits until there is room for it. Returns why not. */
  async #pass(
    connection: Connection,
    room: string,
    from: string,
    { peer, payload }: RelayFrame,
  ): Promise<RelayRefusal | null> {
    if (!this.#relay) return 'relay-off';
    if (peer === from) return 'relay-gone'; // nobody else has that id
    const cost = Math.max(MIN_RELAY_COST, payload.length);
    if (!(await this.#exchange.relayQuota.spend(room, cost))) return 'relay-quota';
    const ms = Math.max(connection.oweRelayed(cost), this.#roomRelay.of(room).owe(cost));
    if (ms > 0) await connection.rest(ms);
    if (!connection.alive) return null;
    if (!(await this.#exchange.relay(room, from, peer, payload))) return 'relay-gone';
    this.#counts.relayed(payload.length);
    return null;
  }

  async #list(connection: Connection, from: number): Promise<void> {
    if (connection.presence === null) return;
    const { room, member } = connection.presence;
    const found = await this.#exchange.others(room, member, from, MAX_MEMBERS_LISTED + 1);
    const members = found.slice(0, MAX_MEMBERS_LISTED);
    const more = found.length > MAX_MEMBERS_LISTED;
    connection.send({ type: 'members', members, next: more ? from + MAX_MEMBERS_LISTED : null });
  }

  async #getCode(connection: Connection, id: string): Promise<void> {
    const { codes, wrongCodes } = this.#exchange;
    // Right codes are refused as well once the tries are used up: otherwise guessing could go on.
    if (await wrongCodes.exceeded(connection.address)) {
      return this.#decline(connection, 'code-tries');
    }
    const ticket = await codes.get(id);
    this.#counts.lookup(ticket !== null);
    if (ticket === null) await wrongCodes.count(connection.address);
    connection.send({ type: 'code', id, ticket });
  }

  #leave(connection: Connection): void {
    if (connection.presence === null) return;
    const { room, member } = connection.presence;
    this.#exchange.leave(room, member);
    connection.presence = null;
    this.#onMoved('left', room);
  }

  #decline(
    connection: Connection,
    code: EnterRefusal | 'not-entered' | 'code-tries' | 'code-full',
  ): void {
    this.#onRefused(code);
    connection.send({ type: 'error', code });
  }
}
