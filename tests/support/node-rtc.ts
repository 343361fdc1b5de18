import { RTCPeerConnection as NodePeerConnection } from 'node-datachannel/polyfill';
import type { CreatePeerConnection } from '../../src/transport/peer-connection.ts';

/**
 * Real WebRTC in Node, on loopback. Two quirks of the polyfill are dealt with in `src`'s order of calls:
 * an answerer makes its data channel after it has taken the offer.
 */
export const createNodePeerConnection: CreatePeerConnection = (configuration) =>
  new NodePeerConnection({ ...configuration, bindAddress: '127.0.0.1' } as RTCConfiguration);
