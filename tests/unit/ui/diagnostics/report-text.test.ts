import { describe, expect, it } from 'vitest';
import type { StepResult } from '../../../../src/base/connection-report.ts';
import { reportText } from '../../../../src/ui/diagnostics/report-text.ts';

const results: readonly StepResult[] = [
  { step: 'server', verdict: 'slow', reason: 'server-reached', facts: { ms: 812.4 } },
  {
    step: 'ice',
    verdict: 'not-offered',
    reason: 'ice-none-offered',
    facts: { host: 1, mdns: 1, reflexive: 0, relayed: 0 },
  },
  {
    step: 'direct',
    verdict: 'fails',
    reason: 'direct-not-to-others',
    facts: { ms: 2, neighboursDirect: 0, neighboursByServer: 3 },
  },
  { step: 'relay', verdict: 'works', reason: 'relay-works', facts: { ms: 90 } },
];

describe('[DG1] the result of a connection test as text', () => {
  it('has version, browser, time, the whole, and each step with verdict, figures, reason and advice', () => {
    const text = reportText(results, { version: '0.1.0', browser: 'Browser 1', at: 0 });
    const lines = text.split('\n');
    expect(lines[0]).toBe('Lectern 0.1.0, Test connection, 1970-01-01 00:00 UTC');
    expect(lines[1]).toBe('Browser 1');
    expect(lines[3]).toContain('through the relay');
    expect(lines).toContain('Server: Works, but slowly (812 ms there and back) [server-reached]');
    expect(lines).toContain(
      'Addresses (ICE): Not set up (1 address of its own (1 hidden by mDNS), 0 through STUN, 0 through TURN) [ice-none-offered]',
    );
    expect(lines).toContain(
      'Direct link: Does not work (2 ms within this page; links in this class: 0 direct, 3 through the server) [direct-not-to-others]',
    );
    expect(text).toContain('Ask IT to let devices in this network reach each other.');
    expect(text).toContain('It takes long');
  });
});
