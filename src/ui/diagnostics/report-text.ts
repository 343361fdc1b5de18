import type { StepResult } from '../../base/connection-report.ts';
import { connectionTotal } from '../../base/connection-total.ts';
import type { About } from '../../classroom/diagnostics.ts';
import { diagnosticsMessages as words } from './diagnostics-messages.ts';

/** The result of a whole test as text for a message to IT: no address, no name, no class. */
export function reportText(
  results: readonly StepResult[],
  { version, browser, at }: About,
): string {
  const steps = results.map((result) => {
    const facts = words.facts(result);
    const verdict = `${words.steps[result.step]}: ${words.verdicts[result.verdict]}`;
    return `${verdict}${facts === '' ? '' : ` (${facts})`} [${result.reason}]\n  ${words.advice(result)}`;
  });
  const when = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `Lectern ${version}, ${words.title}, ${when}`,
    browser,
    '',
    words.totals[connectionTotal(results)],
    '',
    ...steps,
    '',
  ].join('\n');
}
