import type { DebugLog } from '../base/debug-log.ts';
import type { ClassSession } from '../classroom/class-session.ts';

/**
 * Notes how a class goes from here on: standing, connection, problem and number of links whenever one of them changes,
 * and in detail each link. Resolves when the class was left.
 */
export async function logClass(session: ClassSession, log: DebugLog): Promise<void> {
  let before = '';
  const noteState = (): void => {
    const { standing, connection, problem } = session.state.value;
    const paths = [...session.links.value.values()].map(({ path }) => path);
    const facts = {
      state: standing,
      connection: connection.kind,
      problem: problem?.code ?? 'none',
      direct: paths.filter((path) => path === 'direct').length,
      relayed: paths.filter((path) => path === 'relay').length,
    };
    const now = JSON.stringify(facts);
    if (now === before) return;
    before = now;
    log.log('info', 'class-state', facts);
  };
  const ends = [
    session.state.subscribe(noteState),
    session.links.subscribe((links) => {
      noteState();
      for (const [peer, { path, rttMs, relation }] of links)
        log.log('debug', 'link-state', { peer, path, relation, ...(rttMs !== null && { rttMs }) });
    }),
  ];
  log.log('info', 'class-opened');
  noteState();
  await session.left;
  for (const end of ends) end();
  log.log('info', 'class-left');
}
