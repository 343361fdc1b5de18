import type { Result } from '../base/result.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { Channel, ConnectingChannel } from './channel.ts';
import type { FramedLink } from './framed-link.ts';
import { idBytes } from './handshake.ts';
import type { LinkRole } from './handshake.ts';
import type { LinkContext } from './link-context.ts';
import type { LinkPath } from './link.ts';
import { openLink, proveChannel } from './open-link.ts';
import { RelayChannel } from './relay-channel.ts';
import { WebRtcChannel } from './webrtc-channel.ts';

/** How long a connection may take to open, gathering and the way of the descriptions included. */
const CONNECT_MS = 12_000;

export interface LinkAttemptOptions {
  readonly context: LinkContext;
  readonly path: LinkPath;
  readonly role: LinkRole;
  readonly other: PeerId;
  /** The same on both sides. */
  readonly id: string;
  /** A link that is to move to the new channel; without it a new link is made. */
  readonly existing?: FramedLink;
  /** Called once, with null where no link came about; not after `abort`. */
  readonly done: (link: FramedLink | null) => void;
}

/** One try to come to a link with `other` on one path: channel, handshake. */
export class LinkAttempt {
  readonly #options: LinkAttemptOptions;
  readonly #channel: ConnectingChannel | null;
  readonly #cancelTimeout: Unsubscribe;
  #stopHandshake: Unsubscribe = () => undefined;
  #over = false;
  #answered = false;

  constructor(options: LinkAttemptOptions) {
    this.#options = options;
    const { context } = options;
    this.#cancelTimeout = context.clock.after(CONNECT_MS, () => this.#fail('connect-late'));
    this.#channel = this.#createChannel();
  }

  /** The acceptor's description; null where there is none, and then the attempt is over. */
  async offer(): Promise<string | null> {
    return this.#checked(await this.#channel?.offer());
  }

  /** The asker's description in answer to the acceptor's. */
  async answer(offer: string): Promise<string | null> {
    return this.#checked(await this.#channel?.answer(offer));
  }

  /** Takes the asker's answer, the first one: a server may repeat it. */
  async complete(answer: string): Promise<void> {
    if (this.#answered) {
      this.#options.context.refusals.refuse('introduction-repeated', { peer: this.#options.other });
      return;
    }
    this.#answered = true;
    this.#checked(await this.#channel?.complete(answer));
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimeout();
    this.#stopHandshake();
    this.#channel?.abort();
  }

  /** Null where this device has no WebRTC, or it was switched off. */
  #createChannel(): ConnectingChannel | null {
    const { context, path } = this.#options;
    const events = {
      opened: (channel: Channel) => this.#opened(channel),
      failed: () => this.#fail('connect-failed'),
    };
    if (path === 'relay')
      return new RelayChannel({ ...context, ...this.#options, hub: context.relay, ...events });
    try {
      return new WebRtcChannel({ ...context, iceServers: context.ice.value.servers, ...events });
    } catch (cause) {
      context.logger.log('warn', 'webrtc-unavailable', { cause: String(cause) });
      return null;
    }
  }

  #opened(channel: Channel): void {
    this.#cancelTimeout();
    const { context, role, other, existing, id } = this.#options;
    const options = { ...context, channel, role, other, failed: () => this.#end(null) };
    if (existing === undefined) {
      this.#stopHandshake = openLink({ ...options, ready: (link) => this.#end(link) });
      return;
    }
    this.#stopHandshake = proveChannel({
      ...options,
      proved: (remote) => {
        if (remote.keyId !== existing.remote.keyId) {
          context.refusals.refuse('upgrade-other-key', { peer: other });
          this.#end(null);
          return { frame: () => undefined, low: () => undefined, ended: () => undefined };
        }
        const receiver = existing.moveTo(channel, idBytes(id));
        this.#end(existing);
        return receiver;
      },
    });
  }

  #checked<T>(result: Result<T> | undefined): T | null {
    if (this.#over) return null;
    if (result?.ok === true) return result.value;
    if (result !== undefined && result.error !== 'closed')
      this.#options.context.refusals.refuse(result.error, { peer: this.#options.other });
    this.#fail('connect-failed');
    return null;
  }

  #fail(code: string): void {
    if (this.#over) return;
    const { context, other, path } = this.#options;
    context.logger.log('info', code, { peer: other, path });
    this.#end(null);
  }

  #end(link: FramedLink | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimeout();
    if (link === null) this.#channel?.abort();
    this.#options.done(link);
  }
}
