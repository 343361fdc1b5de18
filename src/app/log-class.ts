import type { DebugLog } from '../base/debug-log.ts';
import type { ClassSession } from '../classroom/class-session.ts';

/** Notes how a class goes from here on: standing, connection, problems, and in detail each link. Resolves at its end. */
export async function logClass(session: ClassSession, log: DebugLog): Promise<void> {
  let before = '';
  const noteState = (): void => {
    const { standing, connection, problem } = session.state.value;
    const facts = {
      state: standing,
      connection: connection.kind,
      problem: problem?.code ?? 'none',
    };
    const now = JSON.stringify(facts);
    if (now === before) return;
    before = now;
    log.log('info', 'class-state', facts);
  };
  const ends = [
    session.state.subscribe(noteState),
    session.links.subscribe((links) => {
      for (const [peer, { path, rttMs, relation }] of links)
        log.log('debug', 'link-state', { peer, path, rttMs: rttMs ?? -1, relation });
    }),
  ];
  log.log('info', 'class-opened');
  noteState();
  await session.left;
  for (const end of ends) end();
  log.log('info', 'class-left');
}
