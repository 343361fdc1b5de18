import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { systemClock } from '../src/base/clock.ts';
import type { Clock } from '../src/base/clock.ts';
import { RefusalCounter, silentLogger } from '../src/base/logger.ts';
import type { Logger } from '../src/base/logger.ts';
import { secureRandom } from '../src/base/random.ts';
import type { RandomBytes } from '../src/base/random.ts';
import { addressBuckets } from './address-bucket.ts';
import { AddressCounts } from './address-counts.ts';
import type { Exchange } from './exchange.ts';
import { handleHttp } from './http-handler.ts';
import type { HttpFacts } from './http-handler.ts';
import { iceAnswer } from './ice-answer.ts';
import type { IceSettings } from './ice-answer.ts';
import { MemoryExchange } from './memory-exchange.ts';
import type { Metrics, MetricsSource } from './metrics.ts';
import type { RedisExchangeParts } from './redis-exchange.ts';
import { readDeploymentOrigins } from './deployment-origins.ts';
import { readCspNeeds } from './security-headers.ts';
import { ServerCounts } from './server-counts.ts';
import { DEFAULT_LIMITS } from './server-limits.ts';
import type { ServerLimits } from './server-limits.ts';
import { SignalingHub } from './signaling-hub.ts';

/** Path of the WebSocket. */
export const SIGNAL_PATH = '/signal';

/** How a server is set up. Everything has a default. */
export interface ServerOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** Interface to listen on; all of them by default. */
  readonly host?: string;
  /** Key and certificate (PEM) with which it speaks https itself; null (the default): a proxy in front does, or nobody. */
  readonly tls?: Tls | null;
  /** Folder of the built application; null (the default) serves signalling and `/health` alone. */
  readonly appDir?: string | null;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  readonly limits?: Partial<ServerLimits>;
  /** Origins whose pages may open the socket; null (the default) lets any, for the room's key decides. */
  readonly allowedOrigins?: readonly string[] | null;
  /** Further origins that the served page may connect to. */
  readonly connect?: readonly string[];
  /** Reverse proxies in front whose `X-Forwarded-For` is believed. */
  readonly proxies?: number;
  /** What `/ice` gives out; nothing by default, so that no third party is asked. */
  readonly ice?: IceSettings;
  /** Whether peers that cannot reach each other may relay through this server; true by default. */
  readonly relay?: boolean;
  /** Redis through which several servers serve the same classes; null (the default): this one alone. */
  readonly redisUrl?: string | null;
  /** Numbers for Prometheus at `/metrics`, for anybody or for who brings the token; null (the default): none. */
  readonly metrics?: { readonly token: string | null } | null;
}

/** What https takes, as PEM. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

/** A server that listens. */
export interface LecternServer {
  readonly port: number;
  /** Counts for `/health` and tests. */
  stats(): ServerStats;
  /**
   * Prepares for the end: `/health` answers 503, nobody new is let in, and all peers are sent to another server or to
   * this one's successor, spread over `ms`. Resolves when the last was told; `close` comes after it.
   */
  drain(ms: number): Promise<void>;
  /** Says goodbye to all peers and frees the port; resolves when nothing is left of it. */
  close(): Promise<void>;
}

/** Counts only: no name, address or content. */
export interface ServerStats {
  readonly rooms: number;
  readonly connections: number;
  readonly uptimeS: number;
  readonly refusals: ReadonlyMap<string, number>;
}

/** How long peers may take to say goodbye, in ms, before their sockets are destroyed. */
const GOODBYE_MS = 500;

/**
 * Starts application and signalling on one port. Rejects with Node's error where the port cannot be had
 * (`EADDRINUSE`, `EACCES`).
 */
export async function createServer(options: ServerOptions = {}): Promise<LecternServer> {
  const { appDir = null, logger = silentLogger, clock = systemClock } = options;
  const origins = options.allowedOrigins ?? null;
  const started = clock.now();
  const csp = appDir === null ? { scriptHashes: [], unsafeEval: false } : readCspNeeds(appDir);
  const named = appDir === null ? [] : readDeploymentOrigins(appDir);
  const connect = [...(options.connect ?? []), ...named];
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const settings = {
    // A peer that sends its request byte by byte is cut off.
    headersTimeout: limits.headersMs,
    requestTimeout: limits.headersMs * 1.5,
    connectionsCheckingInterval: limits.headersMs / 2,
    keepAliveTimeout: 10_000,
  };
  const server: Server = options.tls
    ? createHttpsServer({ ...settings, ...options.tls })
    : createHttpServer(settings);
  server.setTimeout(60_000);
  server.maxConnections = limits.connections * 2;
  const { random = secureRandom, ice, relay = true } = options;
  const refusals = new RefusalCounter(logger);
  const exchange = await openExchange(options.redisUrl ?? null, {
    clock,
    random,
    limits,
    onRefused: (code) => refusals.refuse(code),
  });
  const sockets = new Set<Socket>();
  const bucket = addressBuckets(() => exchange.addressSecret);
  const perAddress = new AddressCounts(options.proxies ? Infinity : limits.socketsPerAddress);
  server.on('connection', (socket) => {
    const address = bucket(socket.remoteAddress ?? '');
    const fits = perAddress.add(address);
    sockets.add(socket);
    socket.once('close', () => {
      perAddress.remove(address);
      sockets.delete(socket);
    });
    if (fits) return;
    refusals.refuse('sockets-full');
    socket.destroy();
  });
  const port = await listen(server, options.port ?? 0, options.host).catch(
    async (error: unknown) => {
      await exchange.close();
      throw error;
    },
  );

  const counts = new ServerCounts();
  const hub = new SignalingHub({
    clock,
    random,
    refusals,
    limits,
    exchange,
    relay,
    counts,
    logger,
    proxies: options.proxies ?? 0,
  });
  const uptimeS = (): number => Math.max(0, Math.floor((clock.now() - started) / 1000));
  const health = (): Record<string, string | number> => ({
    status: hub.draining ? 'draining' : 'ok',
    ...(exchange.state === 'single' ? {} : { exchange: exchange.state }),
    rooms: hub.rooms,
    connections: hub.connections,
    uptimeS: uptimeS(),
  });
  const source = (): MetricsSource => ({
    counts,
    rooms: hub.rooms,
    connections: hub.connections,
    refusals: hub.refusals.counts(),
    together: exchange.state === 'alone' ? 0 : 1,
  });
  const metrics = options.metrics ? await openHttpMetrics(options.metrics.token, source) : null;
  const facts: HttpFacts = {
    appDir,
    csp,
    connect,
    origins,
    health,
    metrics,
    ice: () => ({ ...iceAnswer(ice, clock, random), relay }),
  };
  server.on('request', (request, response) => {
    handleHttp(facts, request, response).catch(() => {
      // The browser went away in the middle, or the file cannot be read: nothing can be said any more.
      hub.refusals.refuse('http-broken-off');
      response.destroy();
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => hub.refusals.refuse('socket-broken'));
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== SIGNAL_PATH) return turnAway(socket, '404 Not Found');
    if (hub.draining) return turnAway(socket, '503 Service Unavailable');
    const { origin } = request.headers;
    if (origins !== null && (origin === undefined || !origins.includes(origin))) {
      hub.refusals.refuse('origin-refused');
      return turnAway(socket, '403 Forbidden');
    }
    hub.upgrade(request, socket, head);
  });
  server.on('clientError', (_error, socket) => {
    hub.refusals.refuse('http-malformed');
    turnAway(socket, '400 Bad Request');
  });

  return {
    port,
    stats: () => ({
      rooms: hub.rooms,
      connections: hub.connections,
      uptimeS: uptimeS(),
      refusals: hub.refusals.counts(),
    }),
    drain: (ms) => hub.drain(ms),
    async close() {
      metrics?.close();
      await closeAll(server, hub, sockets);
      await exchange.close();
    },
  };
}

function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The metrics library is loaded only where it is used. */
async function openHttpMetrics(
  token: string | null,
  source: () => MetricsSource,
): Promise<Metrics & { readonly token: string | null }> {
  const { openMetrics } = await import('./metrics.ts');
  return { ...openMetrics(source), token };
}

/** The Redis client is loaded only where it is used. */
async function openExchange(url: string | null, parts: RedisExchangeParts): Promise<Exchange> {
  if (url === null) return new MemoryExchange(parts);
  const { RedisExchange } = await import('./redis-exchange.ts');
  return RedisExchange.open(url, parts);
}

/** Answers and ends a socket, also where the other side keeps its half open. */
function turnAway(socket: Duplex, status: string): void {
  if (!socket.writable) return void socket.destroy();
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function closeAll(server: Server, hub: SignalingHub, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const cut = systemClock.after(GOODBYE_MS, () => {
      for (const socket of sockets) socket.destroy();
    });
    server.close(() => {
      cut();
      resolve();
    });
    hub.close();
    server.closeIdleConnections();
  });
}
