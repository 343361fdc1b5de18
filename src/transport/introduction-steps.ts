import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { FramedLink } from './framed-link.ts';
import type { LinkRole } from './handshake.ts';
import type { Introduction } from './introduction.ts';
import type { LinkAttempt } from './link-attempt.ts';
import type { LinkContext } from './link-context.ts';
import type { LinkPath } from './link.ts';

/** How long a peer may take to answer: it gathers candidates for up to two seconds first. */
export const ANSWER_MS = 6_000;

/** What the asking and the accepting side of introductions both need. */
export interface IntroductionSteps {
  readonly context: LinkContext;
  readonly send: (peer: PeerId, introduction: Introduction) => void;
  /** Begins a try to come to a link; `done` is called once, with null where none came about. */
  readonly attempt: (
    path: LinkPath,
    role: LinkRole,
    other: PeerId,
    id: string,
    done: (link: FramedLink | null) => void,
  ) => LinkAttempt;
  /** Whether the relay may be tried. */
  readonly relays: () => boolean;
  /** Sees to it that a failure of `work` is logged. */
  readonly run: (work: Promise<void>) => void;
}

/** Ends what waits for the other side, and the attempts under way. */
export function release(waiting: {
  readonly attempts: Map<LinkPath, LinkAttempt>;
  readonly stopWaiting: Unsubscribe;
}): void {
  waiting.stopWaiting();
  for (const attempt of waiting.attempts.values()) attempt.abort();
}
