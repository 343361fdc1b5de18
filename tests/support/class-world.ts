import { toBase64Url } from '../../src/base/bytes.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Logger } from '../../src/base/logger.ts';
import type { RandomBytes } from '../../src/base/random.ts';
import { generateIdentity } from '../../src/crypto/generate-identity.ts';
import { hpkeSealing } from '../../src/crypto/hpke-sealing.ts';
import type { Sealing } from '../../src/crypto/sealing.ts';
import type { Digest, Signer, Verifier } from '../../src/crypto/signer.ts';
import { classIdBytes } from '../../src/protocol/class-statements.ts';
import type { ClassId, KeyId } from '../../src/protocol/ids.ts';
import type { BlobStore } from '../../src/store/blob-store.ts';
import { MemoryBlobStore } from '../../src/store/memory-blob-store.ts';
import { MemoryEntryStore } from '../../src/store/memory-entry-store.ts';
import type { EntryStore } from '../../src/store/entry-store.ts';
import type { CheckpointPace } from '../../src/sync/checkpoint-maker.ts';
import type { ClassReplica } from '../../src/sync/class-replica.ts';
import { createClassReplica } from '../../src/sync/create-class-replica.ts';
import { fakeSealing } from './fake-sealing.ts';
import { fakeSigner, fakeVerifier, fastDigest, realSigner, realVerifier } from './fake-signer.ts';
import { linkPair } from './memory-link.ts';
import type { MemoryLink } from './memory-link.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface Party {
  readonly name: string;
  /** Another one after the class was brought back from a backup on another device. */
  signer: Signer;
  store: EntryStore;
  replica: ClassReplica;
  /** The device's own; undefined: the right time. */
  clock?: Clock | undefined;
}

export interface Wire {
  readonly a: Party;
  readonly b: Party;
  readonly ends: readonly [MemoryLink, MemoryLink];
  /** Nothing is delivered unless the test does so itself. */
  slow?: boolean;
}

/** A class in one process: peers, their links, one clock; everything stands until the test moves it. */
export class ClassWorld {
  readonly clock = new VirtualClock();
  readonly parties: Party[] = [];
  readonly wires = new Set<Wire>();
  readonly logged: { level: string; code: string; detail: unknown }[] = [];
  readonly root: Signer;
  readonly admission: Signer;
  readonly classId: ClassId;
  readonly #verifier: Verifier;
  readonly #digest: Digest;
  readonly #makeSigner: (name: string) => Promise<Signer>;
  readonly #real: boolean;
  readonly #blobs = new Map<string, BlobStore>();
  /** The real ones by name: a device that starts again has its keys. */
  readonly #sealings = new Map<string, Sealing>();
  #random = 0;
  /** Signatures and checks under way in the platform's threads. */
  #busy = 0;

  private constructor(root: Signer, admission: Signer, classId: ClassId, real: boolean) {
    this.#real = real;
    this.root = this.#counted(root);
    this.admission = this.#counted(admission);
    this.classId = classId;
    this.#digest = fastDigest;
    this.#verifier = real
      ? { verify: (...given) => this.#count(realVerifier.verify(...given)) }
      : fakeVerifier;
    this.#makeSigner = real
      ? async () => this.#counted(await this.#count(realSigner()))
      : async (name) => fakeSigner(name);
  }

  static async create(options: { real?: boolean } = {}): Promise<ClassWorld> {
    const real = options.real === true;
    const root = real ? await realSigner() : fakeSigner('root');
    const admission = real ? await realSigner() : fakeSigner('admission');
    const classId = toBase64Url(await fastDigest(classIdBytes(root.publicKey))) as ClassId;
    return new ClassWorld(root, admission, classId, real);
  }

  get logger(): Logger {
    return { log: (level, code, detail) => void this.logged.push({ level, code, detail }) };
  }

  /** The first party founds the class and opens its door; all others hold its invitation. */
  async add(
    name: string,
    options: {
      store?: EntryStore;
      admission?: Signer | null;
      deviceOf?: KeyId | null;
      clock?: Clock;
    } = {},
  ): Promise<Party> {
    const signer = await this.signer(name);
    const store = options.store ?? new MemoryEntryStore();
    const first = this.parties.length === 0;
    const { admission, deviceOf, clock } = options;
    const replica = await this.replica(name, signer, store, first, admission, deviceOf, clock);
    const party = { name, signer, store, replica, clock };
    this.parties.push(party);
    if (first) await this.openDoor(party);
    return party;
  }

  /** Puts the invitation in force that everybody holds. */
  openDoor({ replica }: Party): Promise<void> {
    const expires = this.clock.now() + 30 * 86_400_000;
    return replica.setAdmission(this.admission.publicKey, expires, 'open');
  }

  /** A key pair of its own, of the kind that this world has. */
  signer(name: string): Promise<Signer> {
    return this.#makeSigner(name);
  }

  async replica(
    name: string,
    signer: Signer,
    store: EntryStore,
    founds: boolean,
    admission: Signer | null = this.admission,
    deviceOf: KeyId | null = null,
    clock: Clock = this.clock,
  ): Promise<ClassReplica> {
    return createClassReplica({
      classId: this.classId,
      identity: signer,
      sealing: await this.#sealingOf(name),
      name,
      store,
      blobs: this.blobsOf(name),
      clock,
      random: this.random,
      verifier: this.#verifier,
      digest: this.#digest,
      logger: this.logger,
      ...(this.checkpoints === undefined ? {} : { checkpoints: this.checkpoints }),
      ...(founds
        ? { foundation: { root: this.root } }
        : admission === null
          ? {}
          : { admission, deviceOf }),
    });
  }

  /** Opens the party's class again from its store, with the old replica closed or just forgotten. */
  async restart(party: Party, clean = true): Promise<void> {
    for (const wire of [...this.wires]) {
      if (wire.a === party || wire.b === party) this.disconnect(wire);
    }
    if (clean) await this.until(party.replica.close());
    party.replica = await this.until(
      this.replica(
        party.name,
        party.signer,
        party.store,
        party === this.parties[0],
        undefined,
        null,
        party.clock,
      ),
    );
  }

  /** Links `a` to `b`, its parent, or as spares to each other. */
  connect(a: Party, b: Party, spare = false): Wire {
    const wire: Wire = { a, b, ends: linkPair(a.signer, b.signer) };
    if (spare) for (const end of wire.ends) end.relation.set('spare');
    this.wires.add(wire);
    a.replica.addLink(wire.ends[0]);
    b.replica.addLink(wire.ends[1]);
    return wire;
  }

  disconnect(wire: Wire): void {
    this.wires.delete(wire);
    wire.ends[0].cut();
  }

  connected(a: Party, b: Party): boolean {
    for (const wire of this.wires) {
      if ((wire.a === a && wire.b === b) || (wire.a === b && wire.b === a)) return true;
    }
    return false;
  }

  /** Lets promises settle. */
  readonly settle = async (): Promise<void> => {
    do await new Promise(setImmediate);
    while (this.#busy > 0);
  };

  /** Waits for `promise` while time passes. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const end = (): void => void (done = true);
    promise.then(end, end);
    await this.settle();
    for (let i = 0; !done; i++) {
      if (i > 2_000) throw new Error('the promise does not settle');
      await this.clock.advance(5, this.settle);
    }
    return promise;
  }

  /** Delivers everything and lets time pass, until nothing is on its way any more; then `ms` more. */
  async run(ms = 1_000): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      await this.deliver();
      await this.clock.advance(50, this.settle);
    }
    await this.deliver();
  }

  /** Delivers what is on its way, and what that causes, without moving the clock. */
  async deliver(): Promise<void> {
    await this.settle();
    for (let round = 0; round < 10_000; round++) {
      let any = false;
      for (const wire of this.wires) {
        if (wire.slow === true) continue;
        for (const end of wire.ends) {
          while (end.outgoing.length > 0) {
            any = true;
            end.deliver();
          }
        }
      }
      if (!any) return;
      await this.settle();
    }
    throw new Error('messages without end');
  }

  /** When owners make checkpoints, for replicas made from now on; undefined: as in the product. */
  checkpoints: CheckpointPace | undefined = undefined;

  readonly random: RandomBytes = (length) => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(0, ++this.#random);
    return bytes;
  };

  /** Sum of refusals over all parties, by code. */
  refusals(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { replica } of this.parties) {
      for (const [code, count] of replica.refusals()) sums.set(code, (sums.get(code) ?? 0) + count);
    }
    return sums;
  }

  async close(): Promise<void> {
    for (const wire of [...this.wires]) this.disconnect(wire);
    for (const { replica } of this.parties) await this.until(replica.close());
  }

  /** The blobs on somebody's device. */
  blobsOf(name: string): BlobStore {
    let blobs = this.#blobs.get(name);
    if (blobs === undefined) this.#blobs.set(name, (blobs = new MemoryBlobStore()));
    return blobs;
  }

  async #sealingOf(name: string): Promise<Sealing> {
    if (!this.#real) return fakeSealing(name);
    const known = this.#sealings.get(name);
    if (known !== undefined) return known;
    const sealing = hpkeSealing(await this.#count(generateIdentity()));
    const counted: Sealing = {
      publicKey: sealing.publicKey,
      sealTo: (...given) => this.#count(sealing.sealTo(...given)),
      open: (...given) => this.#count(sealing.open(...given)),
      cipher: (key) => {
        const cipher = sealing.cipher(key);
        return {
          seal: (...given) => this.#count(cipher.seal(...given)),
          open: (...given) => this.#count(cipher.open(...given)),
        };
      },
    };
    this.#sealings.set(name, counted);
    return counted;
  }

  #counted(signer: Signer): Signer {
    return { ...signer, sign: (message) => this.#count(signer.sign(message)) };
  }

  #count<T>(promise: Promise<T>): Promise<T> {
    this.#busy++;
    return promise.finally(() => this.#busy--);
  }
}
