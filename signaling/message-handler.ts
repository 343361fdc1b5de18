import { MAX_MEMBERS_LISTED } from '../src/protocol/limits.ts';
import type { ClientMessage } from '../src/protocol/signaling-messages.ts';
import type { CodeShelf } from './code-shelf.ts';
import type { ConnectedMember, Connection } from './connection.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Rooms } from './rooms.ts';
import { verifyRoomProof } from './verify-room-proof.ts';

/** Answers the messages of all connections over the state they share. */
export class MessageHandler {
  readonly #rooms: Rooms<ConnectedMember>;
  readonly #codes: CodeShelf;
  readonly #wrongCodes: RateLimit;
  readonly #claimMs: number;
  readonly #onRefused: (code: string) => void;

  constructor(parts: {
    readonly rooms: Rooms<ConnectedMember>;
    readonly codes: CodeShelf;
    readonly wrongCodes: RateLimit;
    readonly claimMs: number;
    readonly onRefused: (code: string) => void;
  }) {
    this.#rooms = parts.rooms;
    this.#codes = parts.codes;
    this.#wrongCodes = parts.wrongCodes;
    this.#claimMs = parts.claimMs;
    this.#onRefused = parts.onRefused;
  }

  /** Answers one message; settles when the connection's next may be taken. */
  async handle(connection: Connection, message: ClientMessage): Promise<void> {
    if (message.type === 'enter') return this.#enter(connection, message);
    if (message.type === 'get-code') return this.#getCode(connection, message.id);
    const { presence } = connection;
    if (presence === null) return this.#decline(connection, 'not-entered');
    const { room, member } = presence;
    switch (message.type) {
      case 'card':
        member.card = message.card;
        return this.#rooms.announce(room, member);
      case 'watch':
        member.watching = message.on;
        return;
      case 'list':
        return this.#list(connection);
      case 'to': {
        const target = this.#rooms.find(room, message.peer);
        if (target === null) connection.send({ type: 'gone', peer: message.peer });
        else target.send({ type: 'from', peer: member.peer, data: message.data });
        return;
      }
      case 'put-code': {
        const { id, ticket, ttl } = message;
        if (this.#codes.put(id, ticket, ttl, room, connection)) {
          return connection.send({ type: 'code-kept', id });
        }
        return this.#decline(connection, 'code-full');
      }
      case 'drop-code':
        if (!this.#codes.drop(message.id, room, connection)) this.#onRefused('code-not-yours');
        return;
    }
  }

  /** Takes the connection out of its room. */
  leave(connection: Connection): void {
    if (connection.presence === null) return;
    this.#rooms.leave(connection.presence.room, connection.presence.member);
    connection.presence = null;
  }

  async #enter(
    connection: Connection,
    { room, peer, proof, card }: Extract<ClientMessage, { type: 'enter' }>,
  ): Promise<void> {
    if (!(await verifyRoomProof(connection.nonce, room, peer, proof))) {
      return connection.refuse('proof-wrong');
    }
    await this.#freeIfDead(connection, room, peer);
    if (!connection.alive) return; // it left while the proof was checked
    this.leave(connection);
    if (this.#rooms.find(room, peer) !== null) return this.#decline(connection, 'peer-taken');
    const member: ConnectedMember = {
      peer,
      card,
      watching: false,
      connection,
      send: (message) => connection.send(message),
    };
    const outcome = this.#rooms.enter(room, member);
    if (outcome !== 'ok') return this.#decline(connection, outcome);
    connection.presence = { room, member };
    this.#list(connection);
  }

  /**
   * A peer whose network changed comes back under its id while its old socket still looks open here.
   * Who holds the id is asked for a sign of life, and gives it up without one; a live holder keeps it,
   * for everybody in the room knows all ids and could otherwise push the others out.
   */
  async #freeIfDead(connection: Connection, room: string, peer: string): Promise<void> {
    const holder = this.#rooms.find(room, peer)?.connection;
    if (holder === undefined || holder === connection) return;
    if (!(await holder.provesAlive(this.#claimMs))) holder.terminate();
  }

  #list(connection: Connection): void {
    if (connection.presence === null) return;
    const { room, member } = connection.presence;
    const members = this.#rooms.others(room, member, MAX_MEMBERS_LISTED);
    connection.send({ type: 'members', members });
  }

  async #getCode(connection: Connection, id: string): Promise<void> {
    // Right codes are refused as well once the tries are used up: otherwise guessing could go on.
    if (await this.#wrongCodes.exceeded(connection.address)) {
      return this.#decline(connection, 'code-tries');
    }
    const ticket = this.#codes.get(id);
    if (ticket === null) await this.#wrongCodes.count(connection.address);
    connection.send({ type: 'code', id, ticket });
  }

  #decline(
    connection: Connection,
    code: 'not-entered' | 'code-tries' | 'code-full' | 'peer-taken' | 'room-full' | 'server-full',
  ): void {
    this.#onRefused(code);
    connection.send({ type: 'error', code });
  }
}
