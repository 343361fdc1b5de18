import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';
import type { ServerCounts } from './server-counts.ts';

/** Where the numbers come from. */
export interface MetricsSource {
  readonly counts: ServerCounts;
  readonly rooms: number;
  readonly connections: number;
  /** Refused so far, by code. */
  readonly refusals: ReadonlyMap<string, number>;
  /** 1 where other servers are reached or there are none, 0 where this one is cut off from them. */
  readonly together: number;
}

/** The server's numbers for Prometheus. Release with `close`. */
export interface Metrics {
  readonly contentType: string;
  /** The numbers as they are now, in the text format. */
  text(): Promise<string>;
  close(): void;
}

/** Numbers read from `source` each time somebody asks, in a registry of their own. No label names a person, a room or an address. */
export function openMetrics(source: () => MetricsSource): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();

  const gauge = (name: string, help: string, read: () => number): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(read());
        },
      }),
    );
  };
  const counter = (name: string, help: string, read: () => number): void => {
    registry.registerMetric(
      new Counter({
        name,
        help,
        registers: [],
        collect() {
          this.reset();
          this.inc(read());
        },
      }),
    );
  };
  const counters = (
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [string, number]>,
  ): Counter =>
    new Counter({
      name,
      help,
      registers,
      labelNames: [label],
      collect() {
        this.reset();
        for (const [value, count] of read()) this.inc({ [label]: value }, count);
      },
    });

  gauge('lectern_rooms', 'Rooms with somebody in them here', () => source().rooms);
  gauge('lectern_connections', 'Open signalling connections', () => source().connections);
  gauge('lectern_together', 'Whether no other server is out of reach', () => source().together);
  gauge('lectern_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  gauge('lectern_event_loop_lag_p99_seconds', 'Event loop delay since the last look', () => {
    const seconds = lag.count === 0 ? 0 : lag.percentile(99) / 1e9;
    lag.reset();
    return seconds;
  });
  counter('lectern_relay_bytes_total', 'Bytes relayed', () => source().counts.relayedBytes);
  counters('lectern_messages_total', 'Messages from peers', 'type', () => source().counts.messages);
  counters('lectern_refusals_total', 'Refusals', 'code', () => source().refusals);
  counters('lectern_code_lookups_total', 'Class codes asked for', 'found', () => [
    ['yes', source().counts.rightCodes],
    ['no', source().counts.wrongCodes],
  ]);

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    close() {
      lag.disable();
      registry.clear();
    },
  };
}
