import { networkInterfaces } from 'node:os';

/**
 * What to print after the start: the address on this machine, and those that others in the network can
 * reach, with what browsers ask of them. `host` is the interface listened on, all where undefined.
 */
export function listenAddresses(port: number, host: string | undefined): string[] {
  const local = `Lectern runs at http://localhost:${port}/`;
  if (host === 'localhost' || host === '::1' || host?.startsWith('127.')) return [local];
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && entry.family === 'IPv4')
    .map((entry) => entry.address)
    .filter(
      (address) => host === undefined || host === '0.0.0.0' || host === '::' || host === address,
    );
  if (addresses.length === 0) return [local];
  return [
    local,
    ...addresses.map((address) => `In your network: http://${address}:${port}/`),
    'Browsers run it on localhost or over https only: for other computers, put it behind https.',
  ];
}
