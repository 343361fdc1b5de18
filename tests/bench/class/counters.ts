/** What went out and came in at one process's peers since the last reset. Bytes are those of payloads. */
export interface Counters {
  /** Sends on data channels (one frame each); for a server-based engine, messages of both ends of its sockets. */
  messages: number;
  bytes: number;
  /** Of the sends, signs of life of idle links: they are no messages (WebRTC has its own below, which nobody counts). */
  keepalives: number;
  /** Sent and received on signalling sockets. */
  signalingMessages: number;
  signalingBytes: number;
}

export const newCounters = (): Counters => ({
  messages: 0,
  bytes: 0,
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

/** Counts what a data channel sends, from now on; `isKeepalive` tells frames that are only signs of life. */
export function countChannel(
  channel: Pick<RTCDataChannel, 'send'>,
  counters: Counters,
  isKeepalive: (frame: unknown) => boolean = () => false,
): void {
  const send = channel.send.bind(channel) as (data: unknown) => void;
  Object.defineProperty(channel, 'send', {
    value: (data: unknown) => {
      send(data);
      if (isKeepalive(data)) {
        counters.keepalives += 1;
        return;
      }
      counters.messages += 1;
      counters.bytes += sizeOf(data);
    },
  });
}
