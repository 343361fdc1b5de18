import type { Sealing } from '../../src/crypto/sealing.ts';
import { createClassReplica } from '../../src/sync/create-class-replica.ts';
import type { ClassWorld, Party } from './class-world.ts';
import { fakeSealing } from './fake-sealing.ts';
import { fakeVerifier, fastDigest } from './fake-signer.ts';

/** A sealing of a device that stops before it seals or opens an update, until it is released. */
export interface GatedSealing {
  readonly sealing: Sealing;
  /** From now on it stops, after it did it this many times more. */
  hold(what: 'seal' | 'open', after?: number): void;
  release(): void;
}

/** The party's device starts again, with a gate; for worlds without real keys. */
export async function startGated(world: ClassWorld, party: Party): Promise<GatedSealing> {
  await world.until(party.replica.close());
  const gate = gatedSealing(fakeSealing(party.name));
  party.replica = await world.until(
    createClassReplica({
      classId: world.classId,
      identity: party.signer,
      sealing: gate.sealing,
      name: party.name,
      store: party.store,
      blobs: world.blobsOf(party.name),
      clock: world.clock,
      random: world.random,
      verifier: fakeVerifier,
      digest: fastDigest,
      logger: world.logger,
    }),
  );
  return gate;
}

function gatedSealing(inner: Sealing): GatedSealing {
  const left = { seal: Infinity, open: Infinity };
  let release = (): void => undefined;
  let released = Promise.resolve();
  const pass = async (what: 'seal' | 'open'): Promise<void> => {
    if (left[what]-- <= 0) await released;
  };
  const cipher: Sealing['cipher'] = (key) => {
    const { seal, open } = inner.cipher(key);
    return {
      seal: (...given) => pass('seal').then(() => seal(...given)),
      open: (...given) => pass('open').then(() => open(...given)),
    };
  };
  return {
    sealing: { ...inner, cipher },
    hold(what, after = 0) {
      left[what] = after;
      released = new Promise((resolve) => (release = resolve));
    },
    release() {
      left.seal = left.open = Infinity;
      release();
    },
  };
}
