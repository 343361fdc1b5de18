/**
 * What we use of `RTCPeerConnection`, so that tests and tools in Node can bring one of their own.
 * Browsers: `(configuration) => new RTCPeerConnection(configuration)`.
 */
export type PeerConnection = Pick<
  RTCPeerConnection,
  | 'addEventListener'
  | 'addIceCandidate'
  | 'close'
  | 'connectionState'
  | 'createDataChannel'
  | 'iceGatheringState'
  | 'localDescription'
  | 'remoteDescription'
  | 'restartIce'
  | 'setLocalDescription'
  | 'setRemoteDescription'
> & {
  createOffer(): Promise<RTCSessionDescriptionInit>;
  createAnswer(): Promise<RTCSessionDescriptionInit>;
};

export type CreatePeerConnection = (configuration: RTCConfiguration) => PeerConnection;
