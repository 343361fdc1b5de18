import { defaultDeployment, DEPLOYMENT_FILE, parseDeployment } from '../base/deployment.ts';
import type { Deployment } from '../base/deployment.ts';
import type { Logger } from '../base/logger.ts';

/** How long the host may take to answer, in ms. */
const PATIENCE_MS = 5_000;

/**
 * What the host of the page at `pageUrl` has set; without an answer that can be read what it had set last time, or what holds without a
 * setting. What is wrong is noted. `onDate` is told what time it is for the host (ms since the epoch, to the second). Never rejects.
 */
export async function readDeployment(
  pageUrl: string,
  logger: Logger,
  onDate: (date: number) => void,
): Promise<Deployment> {
  const address = new URL(DEPLOYMENT_FILE, pageUrl).href;
  const text = await fetchSetting(address, logger, onDate);
  if (text === undefined) return defaultDeployment(pageUrl);
  // A sign-in page of the network, or a file that was cut: what was read last time still holds.
  for (const each of [text, remembered(address)]) {
    if (each === null) continue;
    const parsed = parseDeployment(each, pageUrl);
    if (parsed.ok) {
      if (each === text) remember(address, text, logger);
      return parsed.value;
    }
    logger.log('error', 'deployment-broken', { part: parsed.error, length: each.length });
  }
  return defaultDeployment(pageUrl);
}

/** The text of the setting, null without an answer, undefined where the host has set nothing. */
async function fetchSetting(
  address: string,
  logger: Logger,
  onDate: (date: number) => void,
): Promise<string | null | undefined> {
  try {
    const answer = await fetch(address, {
      cache: 'no-cache',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const date = Date.parse(answer.headers.get('Date') ?? '');
    // What a cache on the way kept is older by its `Age`.
    if (!Number.isNaN(date)) onDate(date + Number(answer.headers.get('Age') ?? 0) * 1_000);
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`Status ${answer.status}`);
    return await answer.text();
  } catch (cause) {
    logger.log('info', 'deployment-unread', { cause: String(cause) });
    return null;
  }
}

function remember(address: string, text: string, logger: Logger): void {
  try {
    localStorage.setItem(address, text);
  } catch (cause) {
    logger.log('info', 'deployment-unsaved', { cause: String(cause) }); // no storage here, or it is full
  }
}

function remembered(address: string): string | null {
  try {
    return localStorage.getItem(address);
  } catch {
    return null; // no storage here
  }
}
