import { PeerConnection as NativePeerConnection } from 'node-datachannel';
import { RTCPeerConnection as PolyfillPeerConnection } from 'node-datachannel/polyfill';
import type { CreatePeerConnection } from '../../src/transport/peer-connection.ts';

/** Real WebRTC in Node (libdatachannel), on the loopback interface. */
export const createNodePeerConnection: CreatePeerConnection = (configuration) =>
  new LoopbackPeerConnection(configuration);

/** A native connection ends when it is collected, even while it is waiting for its other side. */
const live = new Set<LoopbackPeerConnection>();

/**
 * The polyfill with the order of calls that browsers have. As it is, it makes offers and answers by
 * itself at unforeseen moments.
 */
class LoopbackPeerConnection extends PolyfillPeerConnection {
  readonly #native: NativePeerConnection;
  #candidates: string[] = [];

  constructor(configuration: RTCConfiguration) {
    const native = new NativePeerConnection(`peer-${crypto.randomUUID()}`, {
      iceServers: (configuration.iceServers ?? []).flatMap((server) => server.urls),
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
    });
    super({ ...configuration, peerConnection: native });
    this.#native = native;
    live.add(this);
  }

  override async createOffer(): Promise<RTCSessionDescriptionInit> {
    return { type: 'offer', sdp: '' };
  }

  override async createAnswer(): Promise<RTCSessionDescriptionInit> {
    return { type: 'answer', sdp: '' };
  }

  override async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.#native.setLocalDescription(description.type === 'offer' ? 'offer' : 'answer');
    if (description.type === 'answer') this.#addCandidates();
  }

  /** Candidates wait for both descriptions: libdatachannel refuses them before. */
  override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const lines = (description.sdp ?? '').split('\r\n');
    this.#candidates = lines.filter((line) => line.startsWith('a=candidate:'));
    // With the end of candidates and none before it, ICE would give up.
    const sdp = lines
      .filter((line) => !/^a=(candidate:|end-of-candidates)/.test(line))
      .join('\r\n');
    await super.setRemoteDescription({ type: description.type, sdp });
    if (description.type === 'answer') this.#addCandidates();
  }

  #addCandidates(): void {
    for (const candidate of this.#candidates) this.#native.addRemoteCandidate(candidate, '0');
  }

  /**
   * The offerer starts DTLS: an answerer that started it would lose its first packet at an offerer
   * without the answer yet, and libdatachannel repeats it after a whole second.
   */
  override get localDescription(): RTCSessionDescription {
    const { type, sdp } = super.localDescription;
    return { type, sdp: sdp.replace('a=setup:actpass', 'a=setup:active') } as RTCSessionDescription;
  }

  override close(): void {
    live.delete(this);
    super.close();
  }
}
