import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import type { LinkPath } from './link.ts';

/** Who takes what comes out of a `Channel`. */
export interface ChannelReceiver {
  /** A whole frame; null where something came that is not bytes. */
  frame(bytes: Bytes | null): void;
  /** `bufferedAmount` fell to the channel's low-water mark or below. */
  low(): void;
  /** The path may be broken; what was sent can still arrive. */
  troubled?(): void;
  /** The channel ended, for whatever reason; the last call. */
  ended(): void;
}

/** An open, ordered, reliable pipe of binary frames to one peer: a data channel, or a relay. */
export interface Channel {
  readonly path: LinkPath;
  /**
   * What the handshake proves (TR1), 32 bytes each: SHA-256 DTLS certificate fingerprints as the descriptions in
   * force name them, or hashes of the relay's ephemeral keys.
   */
  readonly fingerprints: { readonly local: Bytes; readonly remote: Bytes };
  /** Looks for a new path without ending the channel; null where that makes no sense. */
  readonly restart: Restart | null;
  /** Bytes given to `send` and not yet handed to the network. */
  readonly bufferedAmount: number;
  /** Frames go to `receiver` from now on. Set it in the same task in which the channel opened. */
  receive(receiver: ChannelReceiver): void;
  /** Queues a frame; false where the channel cannot take it any more. Never throws. */
  send(frame: Bytes): boolean;
  /**
   * Takes and tells nothing any more, lets what was sent go out, waits for the other side to end the
   * channel (at most a second) and releases everything.
   */
  close(): void;
  /** Releases everything at once; what was sent may be lost. */
  abort(): void;
}

/**
 * A channel that is still to be connected: one side calls `offer` and then `complete`, the other `answer`;
 * what they give goes across by other means. None of them rejects.
 */
export interface ConnectingChannel extends Restart {
  /** Releases everything at once. */
  abort(): void;
}

/** Three steps to a path; see `ConnectingChannel`. */
export interface Restart {
  offer(): Promise<Result<string>>;
  answer(offer: string): Promise<Result<string>>;
  complete(answer: string): Promise<Result<null>>;
}
