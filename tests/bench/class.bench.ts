import { median } from '../support/bench-browser.ts';
import type { EngineName } from './class/crew-messages.ts';
import { measureClass } from './class/measure-class.ts';
import type { ClassFailure, ClassFigures } from './class/measure-class.ts';

/** y-webrtc saturates the machine beyond it. */
const MOST_FOR_YWEBRTC = 60;

/**
 * A whole class of peers on one machine over real data channels: our engine, y-webrtc as it comes and with framing
 * patched in, and y-websocket with a server, one after the other. Arguments: `--peers N` (60), `--runs N` (1: ratios are
 * the medians of the runs), `--only ENGINE[,ENGINE]`.
 */
export default async function classOf(args: readonly string[], log: (line: string) => void) {
  const option = (name: string, otherwise: string): string =>
    args.includes(name) ? (args[args.indexOf(name) + 1] ?? otherwise) : otherwise;
  const peers = Number(option('--peers', '60'));
  const runs = Number(option('--runs', '1'));
  const only = option('--only', '').split(',').filter(Boolean);
  const all: Record<EngineName, (ClassFigures | ClassFailure | null)[]> = {
    ours: [],
    ywebrtc: [],
    ywebrtcFramed: [],
    ywebsocket: [],
  };
  const unknown = only.filter((engine) => !Object.hasOwn(all, engine));
  if (unknown.length > 0) throw new Error(`no such engine: ${unknown.join()}`);
  for (let run = 1; run <= runs; run++) {
    log(`run ${run} of ${runs}`);
    for (const engine of Object.keys(all) as EngineName[]) {
      const skipped =
        (only.length > 0 && !only.includes(engine)) ||
        (engine.startsWith('ywebrtc') && peers > MOST_FOR_YWEBRTC);
      all[engine].push(skipped ? null : await measureClass(engine, peers, log));
    }
  }
  const ratio = (of: (figures: ClassFigures, run: number) => number | null): number | null => {
    const values = all.ours.flatMap((figures, run) => {
      const value = isFigures(figures) ? of(figures, run) : null;
      return value === null ? [] : [value];
    });
    return values.length === 0 ? null : Math.round(median(values) * 1000) / 1000;
  };
  const against = (engine: EngineName, of: (figures: ClassFigures) => number): number | null =>
    ratio((ours, run) => {
      const other = all[engine][run];
      return isFigures(other) ? of(ours) / of(other) : null;
    });
  const outcome = (engine: EngineName) => (runs === 1 ? (all[engine][0] ?? null) : all[engine]);
  return {
    ours: outcome('ours'),
    ywebrtc: outcome('ywebrtc'),
    ywebrtcFramed: outcome('ywebrtcFramed'),
    ywebsocket: outcome('ywebsocket'),
    ratios: {
      messagesPerPeerPerEdit: ratio((ours) => ours.messagesPerEdit / (peers - 1)),
      missing: ratio((ours) => ours.missing),
      p95VsYwebrtc: against('ywebrtc', ({ latencyMs }) => latencyMs.p95),
      joinVsYwebrtc: against('ywebrtc', ({ joinMs }) => joinMs),
      signallingVsYwebrtc: against('ywebrtc', ({ signalingBytes }) => signalingBytes),
      p95VsYwebsocket: against('ywebsocket', ({ latencyMs }) => latencyMs.p95),
    },
  };
}

function isFigures(value: ClassFigures | ClassFailure | null | undefined): value is ClassFigures {
  return value !== null && value !== undefined && !('failed' in value);
}
