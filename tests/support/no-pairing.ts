import type { Pairing } from '../../src/transport/network.ts';

/** A network whose links nobody makes by hand. */
export const noPairing: Pairing = {
  has: () => false,
  offer: async () => null,
  answer: async () => null,
};
