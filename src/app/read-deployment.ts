import { defaultDeployment, DEPLOYMENT_FILE, parseDeployment } from '../base/deployment.ts';
import type { Deployment } from '../base/deployment.ts';
import type { Logger } from '../base/logger.ts';

/** How long the host may take to answer, in ms. */
const PATIENCE_MS = 5_000;

/** What the host of the page at `pageUrl` has set, or what holds without a setting; what is wrong is noted. Never rejects. */
export async function readDeployment(pageUrl: string, logger: Logger): Promise<Deployment> {
  const otherwise = defaultDeployment(pageUrl);
  let text: string;
  try {
    const address = new URL(DEPLOYMENT_FILE, pageUrl);
    const answer = await fetch(address, {
      cache: 'no-cache',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 404) return otherwise;
    if (!answer.ok) throw new Error(`Status ${answer.status}`);
    text = await answer.text();
  } catch (cause) {
    logger.log('info', 'deployment-unread', { cause: String(cause) });
    return otherwise;
  }
  const parsed = parseDeployment(text, pageUrl);
  if (parsed.ok) return parsed.value;
  logger.log('error', 'deployment-broken', { part: parsed.error, length: text.length });
  return otherwise;
}
