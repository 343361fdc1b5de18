import { systemClock } from '../base/clock.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import { secureRandom } from '../base/random.ts';
import type { Signaling, WakeSource } from '../transport/signaling.ts';
import { WebSocketSignaling } from '../transport/websocket-signaling.ts';

/** A connection of this page to a signalling server. The caller closes it. */
export function webSignaling(url: string, logger: Logger, refusals: RefusalCounter): Signaling {
  return new WebSocketSignaling({
    url,
    openSocket: (address) => new WebSocket(address),
    clock: systemClock,
    random: secureRandom,
    logger,
    refusals,
    wake: wakeOfPage,
  });
}

/** Wakes when the device does, when it has a network again or another one, and when the page is seen again. */
export const wakeOfPage: WakeSource = (wake) => {
  const onVisible = () => {
    if (document.visibilityState === 'visible') wake();
  };
  // Where the browser tells (Chromium): from one Wi-Fi to another without having been offline.
  const connection: unknown = 'connection' in navigator ? navigator.connection : null;
  const changes = connection instanceof EventTarget ? connection : null;
  changes?.addEventListener('change', wake);
  addEventListener('online', wake);
  addEventListener('pageshow', wake);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    changes?.removeEventListener('change', wake);
    removeEventListener('online', wake);
    removeEventListener('pageshow', wake);
    document.removeEventListener('visibilitychange', onVisible);
  };
};
