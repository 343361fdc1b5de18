import type { Result } from '../base/result.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { FramedLink } from './framed-link.ts';
import type { LinkRole } from './handshake.ts';
import type { LinkContext } from './link-context.ts';
import { openLink } from './open-link.ts';
import { WebRtcChannel } from './webrtc-channel.ts';

/** How long a connection may take to open, gathering and the way of the descriptions included. */
const CONNECT_MS = 12_000;

/** One try to come to a link with `other`: connection, data channel, handshake. */
export class LinkAttempt {
  readonly other: PeerId;
  readonly id: string;
  readonly #context: LinkContext;
  readonly #done: (link: FramedLink | null) => void;
  readonly #channel: WebRtcChannel;
  readonly #cancelTimeout: Unsubscribe;
  #stopHandshake: Unsubscribe = () => undefined;
  #over = false;

  /** Calls `done` once, with null where no link came about; not after `abort`. */
  constructor(
    context: LinkContext,
    role: LinkRole,
    other: PeerId,
    id: string,
    done: (link: FramedLink | null) => void,
  ) {
    this.#context = context;
    this.other = other;
    this.id = id;
    this.#done = done;
    this.#cancelTimeout = context.clock.after(CONNECT_MS, () => this.#fail('connect-late'));
    this.#channel = new WebRtcChannel({
      ...context,
      opened: (channel) => {
        this.#cancelTimeout();
        this.#stopHandshake = openLink({
          ...context,
          channel,
          role,
          other,
          ready: (link) => this.#end(link),
          failed: () => this.#end(null),
        });
      },
      failed: () => this.#fail('connect-failed'),
    });
  }

  /** The acceptor's description; null where there is none, and then the attempt is over. */
  async offer(): Promise<string | null> {
    return this.#checked(await this.#channel.offer());
  }

  /** The asker's description in answer to the acceptor's. */
  async answer(offer: string): Promise<string | null> {
    return this.#checked(await this.#channel.answer(offer));
  }

  async complete(answer: string): Promise<void> {
    this.#checked(await this.#channel.complete(answer));
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimeout();
    this.#stopHandshake();
    this.#channel.abort();
  }

  #checked<T>(result: Result<T>): T | null {
    if (this.#over) return null;
    if (result.ok) return result.value;
    this.#context.refusals.refuse(result.error, { peer: this.other });
    this.#fail('connect-failed');
    return null;
  }

  #fail(code: string): void {
    if (this.#over) return;
    this.#context.logger.log('info', code, { peer: this.other });
    this.#end(null);
  }

  #end(link: FramedLink | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimeout();
    if (link === null) this.#channel.abort();
    this.#done(link);
  }
}
