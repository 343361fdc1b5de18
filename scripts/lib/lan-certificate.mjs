import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { CACHE } from './root.mjs';

/** How long a certificate is good for: browsers take none of more than 398 days; and how long one that is used again must last. */
const DAYS = 365;
const LEAST_DAYS = 14;
const DAY_MS = 24 * 3600 * 1000;

/**
 * Addresses (IPv4) of this computer that others may reach.
 * @returns {string[]}
 */
export function lanAddresses() {
  return Object.values(networkInterfaces())
    .flat()
    .filter((entry) => entry !== undefined && !entry.internal && entry.family === 'IPv4')
    .map(({ address }) => address);
}

/**
 * Files of a key and a certificate of our own making for this computer's addresses. The same as last time while it fits,
 * so that a browser that was told to go on is not asked again.
 * @param {readonly string[]} addresses
 * @param {string} [folder] where they are kept
 * @returns {Promise<{key: string, cert: string}>} their paths
 */
export async function lanCertificate(addresses, folder = join(CACHE, 'lan')) {
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  if (fits(files.cert, addresses)) return files;
  const made = await generate([{ name: 'commonName', value: 'Lectern in this network' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...['127.0.0.1', ...addresses].map((ip) => ({ type: 7, ip })),
        ],
      },
    ],
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(files.key, made.private, { mode: 0o600 });
  writeFileSync(files.cert, made.cert);
  return files;
}

function fits(file, addresses) {
  let certificate;
  try {
    certificate = new X509Certificate(readFileSync(file));
  } catch {
    return false; // none was made yet, or it is damaged: another one is made
  }
  const lasts = Date.parse(certificate.validTo) - Date.now() > LEAST_DAYS * DAY_MS;
  return lasts && addresses.every((address) => certificate.checkIP(address) !== undefined);
}
