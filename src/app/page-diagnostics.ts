import { systemClock } from '../base/clock.ts';
import type { StepResult } from '../base/connection-report.ts';
import type { Deployment } from '../base/deployment.ts';
import type { DebugLog } from '../base/debug-log.ts';
import type { JsonObject } from '../base/json.ts';
import { LecternError } from '../base/lectern-error.ts';
import { RefusalCounter, type LogLevel } from '../base/logger.ts';
import { secureRandom } from '../base/random.ts';
import type { ClassSession } from '../classroom/class-session.ts';
import type { About, Diagnostics } from '../classroom/diagnostics.ts';
import { cryptoAvailable } from '../crypto/crypto-available.ts';
import { generateIdentity } from '../crypto/generate-identity.ts';
import { createWebCryptoSigner } from '../crypto/web-crypto-signer.ts';
import { testConnection } from '../transport/connection-test.ts';
import { fetchIceText, healthUrl } from '../transport/ice-source.ts';
import type { LinkPath } from '../transport/link.ts';
import '../ui/diagnostics/lectern-connection-test.ts';
import { webSignaling } from './web-signaling.ts';

export interface PageDiagnosticsOptions {
  readonly log: DebugLog;
  /** What the host of the page has set. */
  readonly deployment: Deployment;
  /** The class that is open, if one is. */
  readonly session: () => ClassSession | null;
}

/** What this page finds out about itself and its network; a chunk of its own, loaded behind the start screen. */
export class PageDiagnostics implements Diagnostics {
  readonly #options: PageDiagnosticsOptions;

  constructor(options: PageDiagnosticsOptions) {
    this.#options = options;
  }

  about(): About {
    return {
      version: __LECTERN_VERSION__,
      browser: navigator.userAgent,
      at: systemClock.now(),
    };
  }

  get serverPage(): string {
    return healthUrl(this.#signalingUrl);
  }

  get logLevel(): LogLevel {
    return this.#options.log.level;
  }

  set logLevel(level: LogLevel) {
    this.#options.log.level = level;
  }

  async test(tell: (result: StepResult) => void, signal: AbortSignal): Promise<void> {
    if (!cryptoAvailable()) throw new LecternError('crypto-missing');
    const { log, deployment, session } = this.#options;
    const open = session();
    const signalingUrl = this.#signalingUrl;
    const refusals = new RefusalCounter(log);
    await testConnection({
      signalingUrl,
      knownIce: deployment.iceServers,
      dial: () => webSignaling(signalingUrl, log, refusals),
      fetchText: fetchIceText,
      createPeerConnection:
        typeof RTCPeerConnection === 'undefined'
          ? null
          : (configuration) => new RTCPeerConnection(configuration),
      signer: await createWebCryptoSigner(await generateIdentity()),
      clock: systemClock,
      random: secureRandom,
      logger: log,
      online: () => navigator.onLine,
      neighbours: open === null ? [] : pathsOf(open),
      signal,
      tell,
    });
  }

  get #signalingUrl(): string {
    const { deployment, session } = this.#options;
    return session()?.signalingUrl ?? deployment.signaling;
  }

  logFile(): { readonly fileName: string; readonly text: string } {
    const { version, browser, at: now } = this.about();
    const at = new Date(now).toISOString();
    const open = this.#options.session();
    const head = {
      lectern: version,
      browser,
      at,
      online: navigator.onLine,
      class: open === null ? null : standing(open),
    };
    return {
      fileName: `lectern-log-${at.slice(0, 19).replaceAll(':', '-')}.txt`,
      text: this.#options.log.text(head),
    };
  }
}

/** The ways to others; in a class that hides addresses they tell nothing about the network. */
function pathsOf({ state, links }: ClassSession): LinkPath[] {
  return state.value.relayOnly ? [] : [...links.value.values()].map(({ path }) => path);
}

/** How this device stands in the open class: counts and states, nobody's name. */
function standing({ state, links }: ClassSession): JsonObject {
  const { standing, role, connection, people, closed, problem } = state.value;
  return {
    standing,
    role,
    connection: { ...connection },
    members: people.length,
    closed,
    problem: problem?.code ?? null,
    links: [...links.value.values()].map((link) => ({ ...link })),
  };
}

/** Opens the dialog "Test connection" on top of the page. */
export function showConnectionTest(diagnostics: Diagnostics): void {
  const found = document.querySelector('lectern-connection-test');
  const dialog = found ?? document.createElement('lectern-connection-test');
  dialog.diagnostics = diagnostics;
  if (found === null) document.body.append(dialog);
  void dialog.updateComplete.then(() => dialog.show());
}
