import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import { RefusalCounter } from '../../../src/base/logger.ts';
import { decodeEntry } from '../../../src/protocol/entry.ts';
import type { Entry } from '../../../src/protocol/entry.ts';
import { AUTHORITY_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import { ClassDocuments } from '../../../src/sync/class-documents.ts';
import { EntryIntake } from '../../../src/sync/entry-intake.ts';
import type { EntrySource } from '../../../src/sync/entry-intake.ts';
import { EntryVerifier } from '../../../src/sync/entry-verifier.ts';
import type { Verification } from '../../../src/sync/entry-verifier.ts';
import { ForkBook } from '../../../src/sync/fork-book.ts';
import { StandingJudge } from '../../../src/sync/standing-judge.ts';
import { ClassWorld } from '../../support/class-world.ts';
import { fakeVerifier, fastDigest } from '../../support/fake-signer.ts';

/** Keeps back what it says of an author who is not known, at one of the times. */
class TardyVerifier extends EntryVerifier {
  /** How often nobody was known until it is kept back. */
  left = 0;
  open: () => void = () => undefined;
  readonly #gate = new Promise<void>((resolve) => (this.open = resolve));

  override async verify(entry: Entry): Promise<Verification> {
    const verification = await super.verify(entry);
    if (verification.kind === 'wait' && --this.left === 0) await this.#gate;
    return verification;
  }
}

const LINK: EntrySource = { received: () => undefined, offended: () => undefined, gone: false };

// Fuzz seed 714121.
test.each([1, 2])(
  '[SY4] an entry whose author becomes known over another link does not wait for them (look %i)',
  async (look) => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const ben = await world.add('Ben');
    world.connect(ben, ada);
    await world.run();
    const profile = profileDoc(ben.signer.keyId);
    const handle = await world.until(ben.replica.open(profile));
    handle.doc.getMap('m').set('k', 1);
    await world.until(handle.flush());

    const documents = new ClassDocuments();
    const { classId, clock } = world;
    const given = { classId, documents, verifier: fakeVerifier, digest: fastDigest };
    const verifier = new TardyVerifier(given);
    const intake = new EntryIntake({
      documents,
      verifier,
      refusals: new RefusalCounter(world.logger),
      clock,
      standing: new StandingJudge(documents, new ForkBook()),
      self: ada.signer.keyId,
      writeLocal: () => null,
    });
    const statements: Bytes[] = [];
    const admission: Bytes[] = [];
    const work: Bytes[] = [];
    for (const bytes of ben.replica.entries()) {
      const decoded = decodeEntry(bytes);
      if (!decoded.ok) throw new Error('what is stored can be read');
      const { doc, author } = decoded.value;
      if (doc !== AUTHORITY_DOC) work.push(bytes);
      else if (author === ben.signer.keyId) admission.push(bytes);
      else statements.push(bytes);
    }
    expect(work.length).toBeGreaterThan(0);
    await intake.take(statements, LINK);
    verifier.left = look;
    const taken = intake.take(work.slice(0, 1), LINK);
    await world.settle();
    await intake.take(admission, { ...LINK });
    verifier.open();
    await taken;
    await world.settle();
    expect(intake.aside().waiting).toBe(0);
    expect(documents.log(profile)?.entries.length).toBe(1);
    await world.close();
  },
);
