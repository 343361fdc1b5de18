import type { PlaceId } from '../protocol/ids.ts';
import { isPlaceId } from '../store/place.ts';
import type { TabChannel } from './shared-computer.ts';

/** Tells the other tabs of this browser by a BroadcastChannel, for as long as the page lives. */
export function webTabs(): TabChannel {
  const channel = new BroadcastChannel('lectern-people');
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has its own origin only
    tell: (place) => channel.postMessage(place),
    onTold: (listener: (place: PlaceId | null) => void) => {
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        // An earlier or later version of the page may say other things: whoever it is, it is not who is here.
        listener(isPlaceId(data) ? data : null);
      });
    },
  };
}
