import { LecternError } from '../../../src/base/lectern-error.ts';
import type { StepResult } from '../../../src/base/connection-report.ts';
import type { Diagnostics } from '../../../src/classroom/diagnostics.ts';
import { record } from './record.ts';

const found = { host: 2, mdns: 2, reflexive: 1, relayed: 1 };
const none = { host: 1, mdns: 0, reflexive: 0, relayed: 0 };

/** What a test finds, by the address's `?test=`; without it, all is well. */
const outcomes: Readonly<Record<string, readonly StepResult[]>> = {
  works: [
    { step: 'server', verdict: 'works', reason: 'server-reached', facts: { ms: 12.3 } },
    { step: 'ice', verdict: 'works', reason: 'ice-found', facts: found },
    { step: 'direct', verdict: 'works', reason: 'direct-works', facts: { ms: 2 } },
    { step: 'relay', verdict: 'works', reason: 'relay-works', facts: { ms: 31 } },
  ],
  apart: [
    { step: 'server', verdict: 'slow', reason: 'server-reached', facts: { ms: 812 } },
    { step: 'ice', verdict: 'not-offered', reason: 'ice-none-offered', facts: none },
    {
      step: 'direct',
      verdict: 'fails',
      reason: 'direct-not-to-others',
      facts: { ms: 2, neighboursDirect: 0, neighboursByServer: 3 },
    },
    { step: 'relay', verdict: 'works', reason: 'relay-works', facts: { ms: 90 } },
  ],
  away: [
    { step: 'server', verdict: 'fails', reason: 'server-away', facts: {} },
    { step: 'ice', verdict: 'fails', reason: 'ice-unanswered', facts: none },
    { step: 'direct', verdict: 'works', reason: 'direct-works', facts: { ms: 2 } },
    { step: 'relay', verdict: 'fails', reason: 'relay-no-server', facts: {} },
  ],
};

/** Diagnostics whose findings are fixed: `pending` stops after two steps, `refused` cannot begin. */
export function galleryDiagnostics(outcome: string): Diagnostics {
  return {
    logLevel: 'info',
    serverPage: '/health',
    about: () => ({ version: '0.1.0', browser: 'Gallery', at: 0 }),
    async test(tell) {
      record('test');
      if (outcome === 'refused') throw new LecternError('crypto-missing');
      const results = outcomes[outcome] ?? outcomes['works'] ?? [];
      for (const result of outcome === 'pending' ? results.slice(0, 2) : results) tell(result);
    },
    logFile: () => ({ fileName: 'lectern-log.txt', text: '{}\n' }),
  };
}
