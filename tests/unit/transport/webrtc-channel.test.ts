import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Channel } from '../../../src/transport/channel.ts';
import type { PeerConnection } from '../../../src/transport/peer-connection.ts';
import { WebRtcChannel } from '../../../src/transport/webrtc-channel.ts';

function sdp(octet: string): string {
  const fingerprint = Array.from({ length: 32 }, () => octet).join(':');
  return [
    'v=0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    `a=fingerprint:sha-256 ${fingerprint}`,
    '',
  ].join('\r\n');
}

/** A peer connection whose data channel opens, and brings a frame, before its remote description is there. */
function hastyConnection(): PeerConnection {
  const data = Object.assign(new EventTarget(), {
    binaryType: 'arraybuffer',
    bufferedAmount: 0,
    bufferedAmountLowThreshold: 0,
    readyState: 'connecting',
  });
  const connection = Object.assign(new EventTarget(), {
    connectionState: 'new',
    iceGatheringState: 'complete',
    localDescription: { sdp: sdp('AA') },
    remoteDescription: null as { sdp: string } | null,
    close: () => undefined,
    createDataChannel: () => data,
    createOffer: async () => ({ type: 'offer', sdp: sdp('AA') }),
    createAnswer: async () => ({ type: 'answer', sdp: sdp('AA') }),
    setLocalDescription: async () => undefined,
    async setRemoteDescription(description: { sdp: string }) {
      data.readyState = 'open';
      data.dispatchEvent(new Event('open'));
      data.dispatchEvent(new MessageEvent('message', { data: Uint8Array.of(1, 2).buffer }));
      await Promise.resolve();
      connection.remoteDescription = { sdp: description.sdp };
    },
  });
  return connection as unknown as PeerConnection;
}

test('[TR1] a channel that opens before the remote description is there waits for it and loses no frame', async () => {
  const opened: Channel[] = [];
  const frames: unknown[] = [];
  const channel = new WebRtcChannel({
    createPeerConnection: hastyConnection,
    iceServers: [],
    clock: systemClock,
    logger: silentLogger,
    opened: (open) => {
      opened.push(open);
      open.receive({
        frame: (frame) => frames.push(frame),
        low: () => undefined,
        ended: () => undefined,
      });
    },
    failed: () => frames.push('failed'),
  });
  await channel.offer();
  await channel.complete(sdp('BB'));
  expect(opened).toHaveLength(1);
  expect(channel.fingerprints.remote).toEqual(new Uint8Array(32).fill(0xbb));
  expect(frames).toEqual([Uint8Array.of(1, 2)]);
  channel.abort();
});

test('[TR1] a description with two fingerprints never reaches the connection', async () => {
  const channel = new WebRtcChannel({
    createPeerConnection: hastyConnection,
    iceServers: [],
    clock: systemClock,
    logger: silentLogger,
    opened: () => undefined,
    failed: () => undefined,
  });
  const twice = `${sdp('BB')}a=fingerprint:sha-256 CC\r\n`;
  expect(await channel.answer(twice)).toEqual({ ok: false, error: 'sdp-fingerprints' });
  expect(await channel.complete(twice)).toEqual({ ok: false, error: 'sdp-fingerprints' });
  channel.abort();
});
