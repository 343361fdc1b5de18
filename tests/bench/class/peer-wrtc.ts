import * as polyfill from 'node-datachannel/polyfill';
import { countChannel, yKind } from './counters.ts';
import type { Counters } from './counters.ts';

const CHUNK = 64 * 1024;
const HIGH_WATER = 1024 * 1024;

/** What simple-peer (inside y-webrtc) takes for WebRTC: node-datachannel on loopback, counted, framed if asked. */
export function peerWrtc(counters: Counters, connections: Set<RTCPeerConnection>, framed: boolean) {
  const dress = (channel: RTCDataChannel): RTCDataChannel => {
    // A frame of ours stands before the message's first byte; of a large one only the first part tells.
    countChannel(channel, counters, (data) => yKind(data, framed ? 1 : 0));
    return framed ? framedChannel(channel) : channel;
  };
  class CountedPeerConnection extends polyfill.RTCPeerConnection {
    constructor(configuration: RTCConfiguration) {
      super({ ...configuration, bindAddress: '127.0.0.1' } as RTCConfiguration);
      const self = this as unknown as RTCPeerConnection;
      connections.add(self);
      self.addEventListener('connectionstatechange', () => {
        if (self.connectionState === 'closed') connections.delete(self);
      });
      const create = self.createDataChannel.bind(self);
      self.createDataChannel = (label, options) => dress(create(label, options));
      Object.defineProperty(self, 'ondatachannel', {
        set: (listener: ((event: { channel: RTCDataChannel }) => void) | null) => {
          self.addEventListener('datachannel', ({ channel }) =>
            listener?.({ channel: dress(channel) }),
          );
        },
      });
    }
    // simple-peer writes to the description that it is given: it must be a plain object.
    override async createOffer(): Promise<RTCSessionDescriptionInit> {
      const { type, sdp } = await super.createOffer();
      return { type, sdp: sdp ?? '' };
    }
    override async createAnswer(): Promise<RTCSessionDescriptionInit> {
      const { type, sdp } = await super.createAnswer();
      return { type, sdp: sdp ?? '' };
    }
  }
  return {
    RTCPeerConnection: CountedPeerConnection,
    RTCSessionDescription: polyfill.RTCSessionDescription,
    RTCIceCandidate: polyfill.RTCIceCandidate,
  };
}

/** The least that would let y-webrtc send any size: frames of 64 KiB, and backpressure by `bufferedAmount`. */
function framedChannel(channel: RTCDataChannel): RTCDataChannel {
  const queue: Uint8Array<ArrayBuffer>[] = [];
  let queued = 0;
  let parts: Uint8Array[] = [];
  channel.binaryType = 'arraybuffer';
  channel.bufferedAmountLowThreshold = HIGH_WATER / 2;
  const pump = (): void => {
    while (channel.readyState === 'open' && channel.bufferedAmount < HIGH_WATER) {
      const frame = queue.shift();
      if (frame === undefined) return;
      queued -= frame.length;
      channel.send(frame);
    }
  };
  channel.addEventListener('bufferedamountlow', pump);
  const facade = {
    get readyState() {
      return channel.readyState;
    },
    get label() {
      return channel.label;
    },
    get bufferedAmount() {
      return channel.bufferedAmount + queued;
    },
    binaryType: 'arraybuffer',
    bufferedAmountLowThreshold: CHUNK,
    onopen: null as ((event: unknown) => void) | null,
    onclose: null as ((event: unknown) => void) | null,
    onerror: null as ((event: unknown) => void) | null,
    onmessage: null as ((event: { data: ArrayBuffer }) => void) | null,
    onbufferedamountlow: null,
    close: () => channel.close(),
    send(data: ArrayBuffer | ArrayBufferView) {
      const bytes =
        data instanceof ArrayBuffer
          ? new Uint8Array(data)
          : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      for (let at = 0; at === 0 || at < bytes.length; at += CHUNK) {
        const part = bytes.subarray(at, at + CHUNK);
        const frame = new Uint8Array(part.length + 1);
        frame[0] = at + CHUNK >= bytes.length ? 1 : 0;
        frame.set(part, 1);
        queue.push(frame);
        queued += frame.length;
      }
      pump();
    },
  };
  channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const frame = new Uint8Array(data);
    parts.push(frame.subarray(1));
    if (frame[0] !== 1) return;
    const whole = Buffer.concat(parts);
    parts = [];
    facade.onmessage?.({
      data: whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length),
    });
  };
  channel.onopen = (event) => facade.onopen?.(event);
  channel.onclose = (event) => facade.onclose?.(event);
  channel.onerror = (event) => facade.onerror?.(event);
  return facade as unknown as RTCDataChannel;
}
