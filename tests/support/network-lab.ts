import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from '../../scripts/find-browser.mjs';

const ROOT = join(import.meta.dirname, '../..');
const SCRATCH = join(ROOT, 'node_modules/.cache/lectern');
const PUBLIC = '203.0.113';
const SERVER = `${PUBLIC}.100`;
const PORT = 8080;
const TURN_SECRET = 'a secret of the test';

/** How a router hides the homes behind it. */
export type Nat = 'cone' | 'symmetric';

interface Home {
  readonly host: string;
  readonly router: string;
  readonly lan: string;
  readonly address: string;
}

const HOMES: readonly Home[] = ['a', 'b'].map((name, i) => ({
  host: `lectern-h${name}`,
  router: `lectern-r${name}`,
  lan: `192.168.${i + 1}`,
  address: `${PUBLIC}.${i + 1}`,
}));
const INTERNET = 'lectern-net';

/**
 * Two homes behind routers, and a server (with coturn beside it) on a small internet: network namespaces on this
 * machine, for Linux and root. Packets are real; nothing leaves the machine.
 */
export class NetworkLab {
  readonly url = `http://${SERVER}:${PORT}/`;
  readonly #processes: ChildProcess[] = [];
  readonly #browsers: Browser[] = [];

  /** Builds the network with both routers of one kind. */
  constructor() {
    this.#remove();
    for (const name of [INTERNET, ...HOMES.flatMap(({ host, router }) => [host, router])]) {
      ip('netns', 'add', name);
      ip('-n', name, 'link', 'set', 'lo', 'up');
    }
    ip('-n', INTERNET, 'link', 'add', 'br0', 'type', 'bridge');
    ip('-n', INTERNET, 'link', 'set', 'br0', 'up');
    ip('-n', INTERNET, 'addr', 'add', `${SERVER}/24`, 'dev', 'br0');
    for (const home of HOMES) this.#addHome(home);
  }

  /** Sets how each router translates addresses, and whether it lets UDP through. */
  setRouters(nats: readonly [Nat, Nat], udp = true): void {
    for (const [i, { router }] of HOMES.entries()) nft(router, routerRules(nats[i] ?? 'cone', udp));
  }

  /** Loses a part of all packets that go out of both homes, in per cent. */
  lose(percent: number): void {
    for (const { host } of HOMES)
      nft(
        host,
        `table ip weather {
  chain out {
    type filter hook output priority 0;
    oifname "e0" numgen random mod 100 < ${percent} drop
  }
}`,
      );
  }

  /** Gives a home's computer another address, as when somebody takes their laptop to another access point. */
  changeAddress(home: 0 | 1): void {
    const { host, lan } = this.#home(home);
    ip('-n', host, 'addr', 'flush', 'dev', 'e0');
    ip('-n', host, 'addr', 'add', `${lan}.77/24`, 'dev', 'e0');
    ip('-n', host, 'route', 'add', 'default', 'via', `${lan}.1`);
  }

  /** Starts the real server, as built, with STUN and TURN addresses for its pages if asked. */
  async startServer(
    ice: { readonly stun?: boolean; readonly turn?: string | null } = {},
  ): Promise<void> {
    const environment = {
      ...process.env,
      PORT: String(PORT),
      HOST: SERVER,
      ...(ice.stun === true && { STUN_URLS: `stun:${SERVER}:3478` }),
      ...(typeof ice.turn === 'string' && { TURN_URLS: ice.turn, TURN_SECRET }),
    };
    const start = `import(${JSON.stringify(join(ROOT, 'dist-server/main.js'))}).then((m) => m.main())`;
    const server = spawn('ip', ['netns', 'exec', INTERNET, process.execPath, '-e', start], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#processes.push(server);
    await new Promise((resolve) => server.stdout.once('data', resolve));
  }

  /** Starts Debian's coturn beside the server. */
  async startTurn(): Promise<void> {
    const turn = spawn(
      'ip',
      [
        ...['netns', 'exec', INTERNET, 'turnserver', '-n', '--no-cli', '--log-file', 'stdout'],
        ...['--listening-ip', SERVER, '--relay-ip', SERVER, '--realm', 'lectern'],
        ...['--use-auth-secret', '--static-auth-secret', TURN_SECRET, '--no-tls', '--no-dtls'],
        ...['--pidfile', join(SCRATCH, 'turnserver.pid'), '--userdb', join(SCRATCH, 'turndb')],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    this.#processes.push(turn);
    await new Promise<void>((resolve) => {
      turn.stdout.on('data', (text: Buffer) => {
        if (String(text).includes('SQLite DB connection success')) resolve();
      });
    });
  }

  /** A browser on a home's computer. `args` are Chromium's. */
  async browser(home: 0 | 1, ...args: string[]): Promise<Browser> {
    const executable = findBrowser();
    if (executable === null) throw new Error('no Chromium or Chrome found');
    const { host } = this.#home(home);
    const script = join(SCRATCH, `browser-${host}.sh`);
    await writeFile(script, `#!/bin/sh\nexec ip netns exec ${host} ${executable} "$@"\n`);
    await chmod(script, 0o755);
    const browser = await chromium.launch({
      executablePath: script,
      args: [
        ...BROWSER_ARGS,
        // The page needs WebCrypto, which browsers give to https and localhost only.
        `--unsafely-treat-insecure-origin-as-secure=${new URL(this.url).origin}`,
        ...args,
      ],
    });
    this.#browsers.push(browser);
    return browser;
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    for (const process of this.#processes) process.kill('SIGKILL');
    this.#remove();
  }

  #home(place: 0 | 1): Home {
    const home = HOMES[place];
    if (home === undefined) throw new Error('there are two homes');
    return home;
  }

  #addHome({ host, router, lan, address }: Home): void {
    const wide = `w${router.at(-1)}`;
    ip(
      'link',
      'add',
      wide,
      'netns',
      router,
      'type',
      'veth',
      'peer',
      'name',
      `p${wide}`,
      'netns',
      INTERNET,
    );
    ip('-n', INTERNET, 'link', 'set', `p${wide}`, 'master', 'br0', 'up');
    ip('-n', router, 'addr', 'add', `${address}/24`, 'dev', wide);
    ip('-n', router, 'link', 'set', wide, 'up');
    ip('link', 'add', 'lan', 'netns', router, 'type', 'veth', 'peer', 'name', 'e0', 'netns', host);
    ip('-n', router, 'addr', 'add', `${lan}.1/24`, 'dev', 'lan');
    ip('-n', router, 'link', 'set', 'lan', 'up');
    ip('-n', host, 'addr', 'add', `${lan}.2/24`, 'dev', 'e0');
    ip('-n', host, 'link', 'set', 'e0', 'up');
    ip('-n', host, 'route', 'add', 'default', 'via', `${lan}.1`);
    ip('netns', 'exec', router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
  }

  #remove(): void {
    for (const name of [INTERNET, ...HOMES.flatMap(({ host, router }) => [host, router])]) {
      try {
        ip('netns', 'del', name);
      } catch {
        continue; // it was not there
      }
    }
  }
}

/** Whether this machine can make such networks: Linux, root, iproute2, nftables, coturn. */
export function canMakeNetworks(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('nft', ['--version'], { stdio: 'ignore' });
    execFileSync('ip', ['-V'], { stdio: 'ignore' });
    execFileSync('which', ['turnserver'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Cone: the port is kept, so one address is seen by all. Symmetric: another port for each destination. */
function routerRules(nat: Nat, udp: boolean): string {
  const masquerade =
    nat === 'cone'
      ? 'oifname "w*" masquerade'
      : 'oifname "w*" meta l4proto udp masquerade to :20000-60000 random,fully-random\n    oifname "w*" masquerade';
  return `flush ruleset
table ip nat {
  chain post {
    type nat hook postrouting priority srcnat;
    ${masquerade}
  }
}
table ip filter {
  chain forward {
    type filter hook forward priority 0;
    ${udp ? '' : 'meta l4proto udp drop'}
    iifname "w*" ct state established,related accept
    iifname "w*" drop
  }
  chain input {
    type filter hook input priority 0;
    iifname "w*" meta l4proto udp drop
  }
}`;
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function nft(namespace: string, rules: string): void {
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: rules });
}
