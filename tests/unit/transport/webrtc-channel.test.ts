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
    'a=candidate:1 1 UDP 1 192.0.2.1 9 typ host',
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
    restartIce: () => undefined,
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

function openChannel(change: (connection: PeerConnection) => void = () => undefined) {
  const told: string[] = [];
  let connection: PeerConnection | null = null;
  const channel = new WebRtcChannel({
    createPeerConnection: () => {
      connection = hastyConnection();
      change(connection);
      return connection;
    },
    iceServers: [],
    clock: systemClock,
    logger: silentLogger,
    opened: (open) =>
      open.receive({
        frame: () => undefined,
        low: () => undefined,
        troubled: () => told.push('troubled'),
        ended: () => told.push('ended'),
      }),
    failed: () => told.push('failed'),
  });
  const becomes = (state: RTCPeerConnectionState): void => {
    if (connection === null) throw new Error('Not made yet');
    Object.assign(connection, { connectionState: state });
    (connection as unknown as EventTarget).dispatchEvent(new Event('connectionstatechange'));
  };
  return { channel, told, becomes };
}

test('[TR1] a restart with another certificate is refused, one with the same goes through', async () => {
  const { channel, told } = openChannel();
  expect(await channel.restart.offer()).toEqual({ ok: false, error: 'closed' });
  await channel.offer();
  await channel.complete(sdp('BB'));
  expect(await channel.restart.answer(sdp('CC'))).toEqual({
    ok: false,
    error: 'restart-fingerprint',
  });
  expect(await channel.restart.complete(sdp('CC'))).toEqual({
    ok: false,
    error: 'restart-fingerprint',
  });
  expect(await channel.restart.offer()).toEqual({ ok: true, value: sdp('AA') });
  expect(await channel.restart.complete(sdp('BB'))).toEqual({ ok: true, value: null });
  expect(await channel.restart.answer(sdp('BB'))).toEqual({ ok: true, value: sdp('AA') });
  expect(told).toEqual([]);
  channel.abort();
});

test('[TR1] an own certificate that changes in a restart ends the channel', async () => {
  let own = 'AA';
  const { channel, told } = openChannel((connection) => {
    Object.defineProperty(connection, 'localDescription', { get: () => ({ sdp: sdp(own) }) });
  });
  await channel.offer();
  await channel.complete(sdp('BB'));
  own = 'DD';
  expect(await channel.restart.offer()).toEqual({ ok: false, error: 'restart-fingerprint' });
  expect(told).toEqual(['ended']);
});

test('a broken path is trouble where there are restarts, and the end where there are none', async () => {
  const able = openChannel();
  await able.channel.offer();
  await able.channel.complete(sdp('BB'));
  able.becomes('disconnected');
  able.becomes('failed');
  expect(able.told).toEqual(['troubled', 'troubled']);
  able.becomes('closed');
  expect(able.told.at(-1)).toBe('ended');

  const unable = openChannel((connection) => {
    connection.restartIce = () => {
      throw new Error('Not implemented');
    };
  });
  await unable.channel.offer();
  await unable.channel.complete(sdp('BB'));
  expect(await unable.channel.restart.offer()).toEqual({ ok: false, error: 'restart-unsupported' });
  unable.becomes('failed');
  expect(unable.told).toEqual(['ended']);
});

test.each([
  ['closed', 'closed'],
  ['new', 'sdp-refused'],
])(
  'an answer that a connection does not take while it is %s: %s',
  async (connectionState, error) => {
    const { channel } = openChannel((connection) => {
      Object.assign(connection, {
        setRemoteDescription: async () => {
          Object.assign(connection, { connectionState });
          throw new Error('no');
        },
      });
    });
    await channel.offer();
    expect(await channel.complete(sdp('BB'))).toEqual({ ok: false, error });
    channel.abort();
  },
);
