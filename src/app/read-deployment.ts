import { defaultDeployment, DEPLOYMENT_FILE, parseDeployment } from '../base/deployment.ts';
import type { Deployment } from '../base/deployment.ts';
import type { Logger } from '../base/logger.ts';

/** How long the host may take to answer, in ms. */
const PATIENCE_MS = 5_000;

/**
 * What the host of the page at `pageUrl` has set; without an answer what it had set last time, or what holds without a setting. What is
 * wrong is noted. Never rejects.
 */
export async function readDeployment(pageUrl: string, logger: Logger): Promise<Deployment> {
  const address = new URL(DEPLOYMENT_FILE, pageUrl).href;
  let text: string | null;
  let fresh = true;
  try {
    const answer = await fetch(address, {
      cache: 'no-cache',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 404) return defaultDeployment(pageUrl);
    if (!answer.ok) throw new Error(`Status ${answer.status}`);
    text = await answer.text();
  } catch (cause) {
    logger.log('info', 'deployment-unread', { cause: String(cause) });
    text = remembered(address);
    fresh = false;
  }
  if (text === null) return defaultDeployment(pageUrl);
  const parsed = parseDeployment(text, pageUrl);
  if (parsed.ok) {
    if (fresh) remember(address, text, logger);
    return parsed.value;
  }
  logger.log('error', 'deployment-broken', { part: parsed.error, length: text.length });
  return defaultDeployment(pageUrl);
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
