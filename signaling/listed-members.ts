import type { RoomMember } from '../src/protocol/signaling-messages.ts';

/** Reads what the script `LIST` returns: longest present first, without `except`. */
export function listedMembers(found: unknown, except: string): RoomMember[] {
  const flat = Array.isArray(found) ? found.map(String) : [];
  const members: (RoomMember & { since: string })[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const peer = flat[i] ?? '';
    const [since = '', , ...card] = (flat[i + 1] ?? '').split(' ');
    if (peer !== except) members.push({ peer, card: card.join(' '), since });
  }
  members.sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  return members.map(({ peer, card }) => ({ peer, card }));
}
