import type { CandidateCounts } from './candidate-counts.ts';
import { candidateCounts } from './candidate-counts.ts';
import { WebRtcChannel, type WebRtcChannelOptions } from './webrtc-channel.ts';

/**
 * The candidates that a link in a class would have, counted by kind; null where WebRTC is missing or switched off.
 * Never rejects, and releases the connection that it makes.
 */
export async function findCandidates(
  options: Omit<WebRtcChannelOptions, 'opened' | 'failed'>,
): Promise<CandidateCounts | null> {
  const nothing = (): void => undefined;
  try {
    const channel = new WebRtcChannel({ ...options, opened: nothing, failed: nothing });
    const offer = await channel.offer();
    channel.abort();
    return offer.ok ? candidateCounts(offer.value) : null;
  } catch (cause) {
    options.logger.log('warn', 'webrtc-unavailable', { cause: String(cause) });
    return null;
  }
}
