import type { SupplyState } from '../../classroom/class-supply.ts';
import { supplyMessages as words } from './supply-messages.ts';

type Getting = NonNullable<SupplyState['getting']>;

/** "Getting Python from the class · 40 %". */
export function gettingText({ what, received, total }: Getting): string {
  return words[what](total === 0 ? null : Math.min(100, Math.floor((100 * received) / total)));
}

/** How much came, and from how many; empty before anybody gives. */
export function amountText({ received, people }: Getting): string {
  return people === 0 ? '' : words.amount(received / 1e6, people);
}
