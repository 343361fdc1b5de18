/** What went out and came in at one process's peers since the last reset. Bytes are those of payloads. */
export interface Counters {
  /** Sends on data channels (one frame each); for a server-based engine, messages of both ends of its sockets. */
  messages: number;
  bytes: number;
  /** Sends apart from these: cursors and presence (awareness), which every engine repeats by itself. */
  presence: number;
  /** Likewise: signs of life of idle links. WebRTC has its own below, which nobody counts. */
  keepalives: number;
  /** Sent and received on signalling sockets. */
  signalingMessages: number;
  signalingBytes: number;
}

export const newCounters = (): Counters => ({
  messages: 0,
  bytes: 0,
  presence: 0,
  keepalives: 0,
  signalingMessages: 0,
  signalingBytes: 0,
});

/** Size in bytes of what a data channel or socket sends or brings. */
export function sizeOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  if (data instanceof Blob) return data.size;
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data.byteLength;
  if (Array.isArray(data)) return data.reduce<number>((sum, part) => sum + sizeOf(part), 0);
  return 0;
}

/** What a send counts as. */
export type SendKind = 'messages' | 'presence' | 'keepalives';

/** Counts one send or receipt of `data`. */
export function count(counters: Counters, data: unknown, kind: SendKind): void {
  counters[kind] += 1;
  if (kind === 'messages') counters.bytes += sizeOf(data);
}

/** The kind of a message of y-protocols: 0 is content, others are awareness. `at` is the type's place. */
export function yKind(data: unknown, at = 0): SendKind {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : (data as Uint8Array);
  return bytes[at] === 0 ? 'messages' : 'presence';
}

/** Counts what a data channel sends, from now on. */
export function countChannel(
  channel: Pick<RTCDataChannel, 'send'>,
  counters: Counters,
  kindOf: (frame: unknown) => SendKind,
): void {
  const send = channel.send.bind(channel) as (data: unknown) => void;
  Object.defineProperty(channel, 'send', {
    value: (data: unknown) => {
      send(data);
      count(counters, data, kindOf(data));
    },
  });
}
