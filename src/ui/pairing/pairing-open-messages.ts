/** Names of the buttons that lead to pairing (TR6); apart from its other words, as the start screen loads them. */
export const pairingOpenMessages = {
  inClass: 'Connect without a server',
  atStart: 'Join without the internet',
} as const;
