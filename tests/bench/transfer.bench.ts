import { median } from '../support/bench-browser.ts';
import { buildBundles, ForkedMember } from './class/forked-member.ts';
import { packClass } from './class/pack-class.ts';
import type { Order, Report } from './transfer/transfer-messages.ts';

const DOCUMENT_BYTES = 10 * 1024 * 1024;
const FILE_BYTES = 50 * 1024 * 1024;

/** Speeds in MB (10^6 bytes) per second; `grown` is how far the receiver's resident memory rose, over the size. */
interface Run {
  readonly raw: { readonly document: number; readonly file: number };
  readonly document: { readonly mbPerS: number; readonly wholeMs: number; readonly grown: number };
  readonly file: { readonly mbPerS: number; readonly grown: number };
}

/**
 * A document of 10 MB and a file of 50 MB to a late joiner in a process of its own, received and verified, against a
 * raw data channel between two such processes in the same run. Argument: `--runs N` (3).
 */
export default async function transfer(args: readonly string[], log: (line: string) => void) {
  const runs = args.includes('--runs') ? Number(args[args.indexOf('--runs') + 1]) : 3;
  await buildBundles(['transfer/transfer-member']);
  const all: Run[] = [];
  for (let run = 1; run <= runs; run++) {
    all.push(await once());
    log(`run ${run} of ${runs}: ${JSON.stringify(all.at(-1))}`);
  }
  const middle = (of: (run: Run) => number): number => round(median(all.map(of)));
  return {
    raw: { document: middle(({ raw }) => raw.document), file: middle(({ raw }) => raw.file) },
    document: {
      mbPerS: middle(({ document }) => document.mbPerS),
      wholeMs: middle(({ document }) => document.wholeMs),
      grown: middle(({ document }) => document.grown),
    },
    file: {
      mbPerS: middle(({ file }) => file.mbPerS),
      grown: middle(({ file }) => file.grown),
    },
    ratios: {
      documentVsRaw: middle(({ document, raw }) => document.mbPerS / raw.document),
      fileVsRaw: middle(({ file, raw }) => file.mbPerS / raw.file),
    },
  };
}

async function once(): Promise<Run> {
  const member = () => new ForkedMember<Order, Report>('transfer/transfer-member');
  const [sender, receiver, owner, late, server] = [
    member(),
    member(),
    member(),
    member(),
    member(),
  ];
  try {
    const { sdp: offer = '' } = await sender.ask({ kind: 'offer' });
    const { sdp: answer = '' } = await receiver.ask({ kind: 'answer', sdp: offer });
    await sender.ask({ kind: 'complete', sdp: answer });
    const raw = async (bytes: number): Promise<number> => {
      await receiver.ask({ kind: 'await', bytes });
      await sender.ask({ kind: 'send', bytes });
      return speed(bytes, (await receiver.ask({ kind: 'received' })).ms);
    };
    await raw(DOCUMENT_BYTES); // SCTP opens its window
    const rawSpeeds = { document: await raw(DOCUMENT_BYTES), file: await raw(FILE_BYTES) };

    const { url: signalingUrl = '' } = await server.ask({ kind: 'serve' });
    const packed = await packClass();
    const lesson = { packed, signalingUrl, documentBytes: DOCUMENT_BYTES };
    await owner.ask({ kind: 'own', ...lesson });
    const joined = await late.ask({ kind: 'join', ...lesson });
    const { id = '' } = await owner.ask({ kind: 'add-file', bytes: FILE_BYTES });
    const fetched = await late.ask({ kind: 'fetch', id });
    return {
      raw: rawSpeeds,
      document: {
        mbPerS: speed(DOCUMENT_BYTES, joined.ms),
        wholeMs: round(joined.wholeMs ?? Number.NaN),
        grown: round((joined.grown ?? Number.NaN) / DOCUMENT_BYTES),
      },
      file: {
        mbPerS: speed(FILE_BYTES, fetched.ms),
        grown: round((fetched.grown ?? Number.NaN) / FILE_BYTES),
      },
    };
  } finally {
    for (const process of [sender, receiver, owner, late, server]) process.end();
  }
}

function speed(bytes: number, ms: number | undefined): number {
  return round(bytes / 1000 / (ms ?? Number.NaN));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
