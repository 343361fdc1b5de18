import { toBase64Url } from '../../src/base/bytes.ts';
import type { RandomBytes } from '../../src/base/random.ts';
import type { SessionId } from '../../src/protocol/ids.ts';

export function newSession(random: RandomBytes): SessionId {
  return toBase64Url(random(16)) as SessionId;
}
