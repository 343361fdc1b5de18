import { networkInterfaces } from 'node:os';

/**
 * What to print after the start: the address on this machine, and those that others in the network can
 * reach, with what browsers ask of them. `host` is the interface listened on, all where undefined.
 */
export function listenAddresses(port: number, host: string | undefined, https = false): string[] {
  const scheme = https ? 'https' : 'http';
  const local = `Lectern runs at ${scheme}://localhost:${port}/`;
  if (host === 'localhost' || host === '::1' || host?.startsWith('127.')) return [local];
  const addresses = networkAddresses().filter(
    (address) => host === undefined || host === '0.0.0.0' || host === '::' || host === address,
  );
  if (addresses.length === 0) return [local];
  const others = addresses.map((address) => `In your network: ${scheme}://${address}:${port}/`);
  if (https) return [local, ...others];
  return [
    local,
    ...others,
    'Browsers run it on localhost or over https only: for other computers, put it behind https.',
  ];
}

/** Addresses (IPv4) under which other computers may reach this one. */
function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && entry.family === 'IPv4')
    .map((entry) => entry.address);
}
