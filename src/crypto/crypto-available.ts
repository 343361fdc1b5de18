import { LecternError } from '../base/lectern-error.ts';

/** Whether Web Crypto is there. Browsers hide it on plain http but for `localhost`, so on LAN addresses too. */
export function cryptoAvailable(): boolean {
  const present: { subtle?: unknown } | undefined = globalThis.crypto;
  return present?.subtle !== undefined;
}

/** Throws `crypto-missing` where nothing here can work. Call it before anything else of this layer. */
export function requireCrypto(): void {
  if (!cryptoAvailable()) throw new LecternError('crypto-missing');
}
