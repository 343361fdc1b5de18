import { msg } from '../../words/words.ts';

/** Names of the buttons that lead to pairing (TR6); apart from its other words, as the start screen loads them. */
export const pairingOpenMessages = {
  inClass: msg('Connect without a server'),
  atStart: msg('Join without the internet'),
} as const;
