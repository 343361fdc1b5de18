import { isJsonObject } from '../src/base/json.ts';
import type { RoomMember } from '../src/protocol/signaling-messages.ts';

/** Who came to a room or changed their card, and at which instance. */
export interface RoomNews {
  readonly instance: string;
  readonly room: string;
  readonly member: RoomMember;
}

export function encodeNews({ instance, room, member: { peer, card } }: RoomNews): string {
  return JSON.stringify({ instance, room, peer, card });
}

/** Reads what `encodeNews` made; null where it is no news. Never throws. */
export function parseNews(text: string): RoomNews | null {
  let news: unknown;
  try {
    news = JSON.parse(text);
  } catch {
    return null; // the only way JSON.parse has to say no
  }
  if (!isJsonObject(news)) return null;
  const { instance, room, peer, card } = news;
  if (typeof instance !== 'string' || typeof room !== 'string') return null;
  if (typeof peer !== 'string' || typeof card !== 'string') return null;
  return { instance, room, member: { peer, card } };
}
