import type { StepResult, TestStep, Verdict } from './connection-report.ts';

/** What a whole connection test comes to, for a person. */
export type ConnectionTotal =
  | 'offline' // the device has no network
  | 'no-server' // nobody can be found
  | 'nobody' // the server is there, but no way to anybody
  | 'relay-only' // everything goes through the server
  | 'direct-only' // no way to those who cannot be reached directly
  | 'slow'
  | 'works';

/** Sums up the results of all four steps. */
export function connectionTotal(results: readonly StepResult[]): ConnectionTotal {
  const of = (step: TestStep): StepResult | undefined =>
    results.find((result) => result.step === step);
  const works = (verdict: Verdict | undefined): boolean =>
    verdict === 'works' || verdict === 'slow';
  const server = of('server');
  if (server?.reason === 'device-offline') return 'offline';
  if (!works(server?.verdict)) return 'no-server';
  const direct = works(of('direct')?.verdict);
  const relay = works(of('relay')?.verdict);
  // A TURN server lends an address to whoever cannot be reached: as good as the relay.
  const turn = (of('ice')?.facts.relayed ?? 0) > 0;
  if (!direct && !relay) return 'nobody';
  if (!direct) return 'relay-only';
  if (!relay && !turn) return 'direct-only';
  return results.some(({ verdict }) => verdict === 'slow') ? 'slow' : 'works';
}
