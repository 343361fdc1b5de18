import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENT_FILE, parseDeployment } from '../src/base/deployment.ts';

/** Stands for the address of the pages, which the server does not know; what is on it is `'self'` to them. */
const PAGE = 'http://page.invalid/';

/**
 * The origins that a build's `config.json` names: its pages may connect to their package indexes, and to another signalling
 * server and its `/ice`. Throws where the file is not what it should be: the host is told at the start.
 */
export function readDeploymentOrigins(appDir: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(join(appDir, DEPLOYMENT_FILE), 'utf8');
  } catch {
    return []; // a build without a setting of its own
  }
  const read = parseDeployment(text, PAGE);
  if (!read.ok)
    throw new Error(
      read.error === 'json'
        ? `${DEPLOYMENT_FILE} is not JSON of an object`
        : `${DEPLOYMENT_FILE}: "${read.error}" is not what it should be`,
    );
  const { signaling, packages } = read.value;
  const origins = [signaling, signaling.replace(/^ws/, 'http'), ...packages].map(
    (address) => new URL(address).origin,
  );
  return [...new Set(origins)].filter((origin) => !origin.endsWith('://page.invalid'));
}
