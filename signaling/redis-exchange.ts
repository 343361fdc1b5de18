import { fromBase64Url, toBase64Url } from '../src/base/bytes.ts';
import type { Bytes } from '../src/base/bytes.ts';
import type { Clock } from '../src/base/clock.ts';
import type { RandomBytes } from '../src/base/random.ts';
import type { Unsubscribe } from '../src/base/unsubscribe.ts';
import type { RoomMember } from '../src/protocol/signaling-messages.ts';
import type { Codes, EnterRefusal, Exchange, LocalMember, RelayQuota } from './exchange.ts';
import { LetterBox, type Request } from './letter-box.ts';
import { listedMembers } from './listed-members.ts';
import { MemoryExchange } from './memory-exchange.ts';
import type { RateLimit } from './rate-limit.ts';
import { RedisCodes } from './redis-codes.ts';
import { RedisConnection } from './redis-connection.ts';
import type { RedisCommand } from './redis-connection.ts';
import { RedisRateLimit, RedisRelayQuota } from './redis-counts.ts';
import { ANNOUNCE, ENTER, LEAVE, LIST } from './redis-scripts.ts';
import { RoomChannels } from './room-channels.ts';
import { encodeNews, parseNews } from './room-news.ts';
import type { ServerLimits } from './server-limits.ts';
import type { SharedRedis } from './shared-redis.ts';

/** All keys and channels begin with it: a version of the layout, in braces so that a cluster keeps them together. */
const SPACE = '{lectern:1}:';

/** Time between two signs of life of an instance, in ms, and how long its members count without one, in seconds. */
const BEAT_MS = 1_500;
const LIFE_S = 6;

/** How long a room is remembered without a sign of life, in seconds. */
const ROOM_S = 60;

/** How long the secret of the address counts is used, in seconds. */
const SECRET_S = 7 * 24 * 3600;

/** How long another instance has for an answer, in ms, over what it may have to wait for a peer. */
const ANSWER_MS = 3_000;

/**
 * Rooms, codes and counts shared by several instances through Redis. Who is here is always known here as well, so that
 * with Redis gone the instance goes on with those. When Redis is back it joins anew, under a new name: what was kept
 * under the old one ends by itself.
 */
export class RedisExchange implements Exchange {
  readonly codes: Codes;
  readonly wrongCodes: RateLimit;
  readonly relayQuota: RelayQuota;
  readonly #here: MemoryExchange;
  readonly #redis: RedisConnection;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #limits: ServerLimits;
  readonly #onRefused: (code: string) => void;
  readonly #shared: SharedRedis;
  readonly #codes: RedisCodes;
  readonly #channels: RoomChannels;
  readonly #letters: LetterBox;
  // One function each, since listening twice with the same one is listening once.
  readonly #onLetter = (letter: Buffer): void => void this.#letters.receive(letter);
  readonly #onDropped = (id: Buffer): void => this.#codes.forget(id.toString());
  #instance = '';
  #addressSecret: Bytes;
  #joined = false;
  #closed = false;
  #beats = 0;
  #stopBeat: Unsubscribe = () => undefined;

  private constructor(url: string, parts: RedisExchangeParts) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#limits = parts.limits;
    this.#onRefused = parts.onRefused;
    this.#here = new MemoryExchange(parts);
    this.#addressSecret = this.#here.addressSecret;
    this.#redis = new RedisConnection(url, parts.clock, () => this.#part());
    const instance = (): string => this.#instance;
    this.#shared = {
      get instance() {
        return instance();
      },
      ask: (task, otherwise) => this.#ask(task, otherwise),
      key: (...names) => SPACE + names.join(':'),
    };
    this.#channels = new RoomChannels(this.#shared, (news) => this.#takeNews(news));
    this.#letters = new LetterBox({
      shared: this.#shared,
      clock: parts.clock,
      random: parts.random,
      onRefused: parts.onRefused,
      deliver: (request) => this.#deliver(request),
    });
    this.#codes = new RedisCodes(this.#shared, this.#here.shelf, parts.clock, parts.limits);
    this.codes = this.#codes;
    this.wrongCodes = new RedisRateLimit(this.#shared, this.#here.wrongCodes, parts.limits);
    this.relayQuota = new RedisRelayQuota(
      this.#shared,
      this.#here.relayQuota,
      parts.clock,
      parts.limits.relayBytesPerHour,
    );
  }

  /** Starts; resolves when Redis is reached or was not within a few seconds: then it goes on trying. */
  static async open(url: string, parts: RedisExchangeParts): Promise<RedisExchange> {
    const exchange = new RedisExchange(url, parts);
    for (let left = 30; left > 0 && !exchange.#redis.ready; left--) {
      await new Promise<void>((resolve) => parts.clock.after(100, resolve));
    }
    await exchange.#beat();
    return exchange;
  }

  get state(): 'shared' | 'alone' {
    return this.#joined ? 'shared' : 'alone';
  }

  get rooms(): number {
    return this.#here.rooms;
  }

  get addressSecret(): Bytes {
    return this.#addressSecret;
  }

  async enter(room: string, member: LocalMember): Promise<'ok' | EnterRefusal> {
    const { members } = this.#here;
    await members.find(room, member.peer)?.proveAlive();
    if (members.find(room, member.peer) !== null) return 'peer-taken';
    await this.#channels.listen(room);
    const shared = await this.#register(room, member, true);
    const taken = members.find(room, member.peer) !== null; // somebody came under the id meanwhile
    const outcome = shared !== 'ok' ? shared : taken ? 'peer-taken' : members.enter(room, member);
    if (outcome !== 'ok') {
      if (shared === 'ok' && !taken) this.#deregister(room, member.peer);
      this.#channels.listenLess(room);
      return outcome;
    }
    this.announce(room, member);
    return 'ok';
  }

  leave(room: string, member: LocalMember): void {
    if (this.#here.members.find(room, member.peer) !== member) return;
    this.#here.leave(room, member);
    this.#deregister(room, member.peer);
    this.#channels.listenLess(room);
  }

  announce(room: string, member: LocalMember): void {
    this.#here.announce(room, member);
    const { peer, card } = member;
    const news = encodeNews({ instance: this.#instance, room, member: { peer, card } });
    const channel = this.#key('room', room);
    this.#tell(ANNOUNCE, room, [this.#instance, peer, card, channel, news]);
  }

  others(room: string, except: LocalMember, from: number, count: number): Promise<RoomMember[]> {
    return this.#ask(
      async (redis) => {
        const found = await redis.script(LIST, [this.#key('r', room)], [this.#key('i', '')]);
        return listedMembers(found, except.peer).slice(from, from + count);
      },
      () => this.#here.others(room, except, from, count),
    );
  }

  async send(room: string, from: string, to: string, data: string): Promise<boolean> {
    if (this.#here.members.find(room, to) !== null) {
      return this.#here.send(room, from, to, data);
    }
    return this.#request({ kind: 'to', room, from, to, body: Buffer.from(data) }, ANSWER_MS);
  }

  async relay(room: string, from: string, to: string, payload: Uint8Array): Promise<boolean> {
    if (this.#here.members.find(room, to) !== null) {
      return this.#here.relay(room, from, to, payload);
    }
    const ms = this.#limits.relayStallMs + ANSWER_MS;
    return this.#request({ kind: 'relay', room, from, to, body: payload }, ms);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopBeat();
    await this.#ask(
      (redis) => redis.run(['DEL', this.#key('i', this.#instance)]),
      () => undefined,
    );
    this.#joined = false;
    this.#letters.close();
    this.#redis.close();
  }

  #key(...names: readonly string[]): string {
    return this.#shared.key(...names);
  }

  async #ask<T>(
    task: (redis: RedisConnection) => Promise<T>,
    otherwise: () => T | Promise<T>,
  ): Promise<T> {
    if (!this.#joined) return otherwise();
    try {
      return await task(this.#redis);
    } catch {
      this.#part(); // whatever Redis failed at, this instance can do alone
      return otherwise();
    }
  }

  /** Sends a script on its way about a room. */
  #tell(script: string, room: string, args: RedisCommand): void {
    void this.#ask(
      (redis) => redis.script(script, [this.#key('r', room)], [this.#key('i', ''), ...args]),
      () => null,
    );
  }

  /** Puts a member into the shared room; with `claim`, somebody dead gives up the id for it. */
  #register(
    room: string,
    { peer, card }: RoomMember,
    claim: boolean,
  ): Promise<'ok' | 'room-full' | 'peer-taken'> {
    return this.#ask(
      async (redis) => {
        const answer = await redis.script(
          ENTER,
          [this.#key('r', room)],
          [
            this.#key('i', ''),
            this.#instance,
            peer,
            card,
            String(this.#limits.roomMembers),
            String(ROOM_S),
          ],
        );
        if (answer === 'ok') return 'ok';
        if (answer === 'full') return 'room-full';
        const ms = this.#limits.claimMs + ANSWER_MS;
        const alive =
          !claim ||
          (await this.#request({ kind: 'claim', room, from: peer, to: peer, body: NOTHING }, ms));
        return alive ? 'peer-taken' : this.#register(room, { peer, card }, false);
      },
      () => 'ok',
    );
  }

  #deregister(room: string, peer: string): void {
    this.#tell(LEAVE, room, [this.#instance, peer]);
  }

  /** As `LetterBox.request`; false where Redis cannot be reached. */
  async #request(request: Omit<Request, 'back' | 'question'>, ms: number): Promise<boolean> {
    return this.#joined && this.#letters.request(request, ms);
  }

  #takeNews(news: Buffer): void {
    const found = parseNews(news.toString());
    if (found === null) return this.#onRefused('letter-malformed');
    if (found.instance !== this.#instance) this.#here.members.tell(found.room, found.member);
  }

  async #deliver({ kind, room, from, to, body }: Request): Promise<boolean> {
    const member = this.#here.members.find(room, to);
    if (member === null) {
      this.#deregister(room, to); // a trace of one who has left
      return false;
    }
    if (kind === 'relay') return member.relay(from, body);
    if (kind === 'claim') return member.proveAlive();
    return member.deliver(from, Buffer.from(body).toString('utf8'));
  }

  /** Redis cannot be reached: go on with who is here. */
  #part(): void {
    if (this.#joined && !this.#closed) this.#onRefused('redis-gone');
    this.#joined = false;
  }

  async #beat(): Promise<void> {
    if (this.#closed) return;
    this.#beats++;
    if (this.#joined) {
      await this.#ask(
        async (redis) => {
          const life = ['XX', 'EX', String(LIFE_S)];
          const kept = await redis.run(['SET', this.#key('i', this.#instance), '1', ...life]);
          const rooms = this.#beats % 10 === 0 ? this.#channels.rooms : [];
          const known = await Promise.all(
            rooms.map((room) => redis.run(['EXPIRE', this.#key('r', room), String(ROOM_S)])),
          );
          if (kept === null || known.includes(0)) this.#part(); // Redis has forgotten us
        },
        () => undefined,
      );
    }
    if (!this.#joined && this.#redis.ready) await this.#join().catch(() => this.#part());
    this.#stopBeat();
    if (!this.#closed) this.#stopBeat = this.#clock.after(BEAT_MS, () => void this.#beat());
  }

  /** Makes all who are here known under a new name. Rejects where Redis is gone again. */
  async #join(): Promise<void> {
    const before = this.#instance;
    const instance = toBase64Url(this.#random(12));
    await this.#redis.subscribe(this.#key('to', instance), this.#onLetter);
    await this.#redis.subscribe(this.#key('dropped'), this.#onDropped);
    if (before !== '') {
      await this.#redis.unsubscribe(this.#key('to', before));
      await this.#redis.run(['DEL', this.#key('i', before)]);
    }
    this.#instance = instance;
    await this.#redis.run(['SET', this.#key('i', instance), '1', 'EX', String(LIFE_S)]);
    const secret = this.#key('addresses');
    const mine = toBase64Url(this.#addressSecret);
    await this.#redis.run(['SET', secret, mine, 'NX', 'EX', String(SECRET_S)]);
    this.#addressSecret =
      fromBase64Url(String(await this.#redis.run(['GET', secret]))) ?? this.#addressSecret;
    await this.#channels.listenAgain(this.#redis);
    this.#joined = true;
    for (const [room, member] of this.#here.members.all()) {
      // Where somebody else has the id by now, both keep those who already reach them.
      if ((await this.#register(room, member, false)) === 'ok') this.announce(room, member);
    }
    await this.#codes.putAgain();
  }
}

/** What a `RedisExchange` is made of. */
export interface RedisExchangeParts {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly limits: ServerLimits;
  readonly onRefused: (code: string) => void;
}

const NOTHING = new Uint8Array(0);
