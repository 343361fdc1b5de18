import { createHmac } from 'node:crypto';
import type { RandomBytes } from '../src/base/random.ts';

/** Names rooms in the log: the same room the same way while the process lives, and no room by its own id. */
export function roomTags(random: RandomBytes): (room: string) => string {
  const salt = random(32);
  return (room) => createHmac('sha256', salt).update(room).digest('hex').slice(0, 8);
}
