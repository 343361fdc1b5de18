import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ClassSupply, type SuppliedKernels } from '../../../src/app/class-supply.ts';
import { defaultDeployment } from '../../../src/base/deployment.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { SupplyState } from '../../../src/classroom/class-supply.ts';
import type { ClassFiles } from '../../../src/notebook/class-files.ts';
import type { FileHash } from '../../../src/protocol/ids.ts';
import { SmallClass, until, type Attendee } from '../../support/small-class.ts';

const FILES = ['python', 'the laboratory', 'an icon'];
const bytesOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const integrityOf = (text: string): string => `sha256-${bytesOf(text).toString('base64')}`;

/** A device’s application: what is in its cache, as its service worker would say it. */
function device(...kept: string[]) {
  const here = new Set(kept);
  let full = false;
  return {
    here,
    fill: () => (full = true),
    missing: async () =>
      FILES.filter((text) => !here.has(text)).map((text) => ({
        integrity: integrityOf(text),
        bytes: text.length,
      })),
    find: async (integrity: string) => {
      const found = [...here].find((text) => integrityOf(text) === integrity);
      return found === undefined ? null : new Blob([found]);
    },
    keep: async (file: Blob) => {
      if (full) return false;
      here.add(await file.text());
      return true;
    },
  };
}

interface Supplied {
  readonly supply: ClassSupply;
  readonly app: ReturnType<typeof device>;
  /** What Python of this page gets its files from now. */
  files(): ClassFiles | null;
  readonly memory: Map<string, string>;
  meter(): void;
}

function supplied(app: ReturnType<typeof device>, memory = new Map<string, string>()): Supplied {
  let files: ClassFiles | null = null;
  let metered = false;
  const kernels: SuppliedKernels = {
    setClassFiles: (next) => void (files = next),
    pagePackages: {
      find: async () => null,
      onList: () => () => undefined,
      lists: async () => new Map([['./packages/', '{}']]),
    },
  };
  const supply = new ClassSupply({
    worker: app,
    kernels,
    deployment: defaultDeployment('https://school.example/'),
    isMetered: () => metered,
    memory: {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: (key) => void memory.delete(key),
    },
    logger: silentLogger,
  });
  return { supply, app, memory, files: () => files, meter: () => (metered = true) };
}

let world: SmallClass;
let ada: Attendee;
let ben: Attendee;
beforeEach(async () => {
  world = new SmallClass();
  ada = await world.teach('Ada');
  [ben] = (await world.join(ada, 'Ben')) as [Attendee];
});
afterEach(() => world.close());

test('[PW8] what is missing of the application comes from a classmate who has it, counted, and the rest is said to be lacking', async () => {
  const has = supplied(device('python', 'an icon'));
  const lacks = supplied(device());
  void has.supply.follow(ada.session);
  void lacks.supply.follow(ben.session);
  const told: SupplyState['getting'][] = [];
  lacks.supply.state.subscribe(({ getting }) => void told.push(getting));
  await lacks.supply.getApp();
  expect([...lacks.app.here].sort()).toEqual(['an icon', 'python']);
  expect(lacks.supply.state.value).toMatchObject({ getting: null, outcome: 'lacking' });
  const all = FILES.join('').length;
  expect(told.findLast((each) => each !== null)).toMatchObject({
    what: 'app',
    received: 'pythonan icon'.length,
    total: all,
  });
  has.app.here.add('the laboratory');
  await lacks.supply.getApp();
  expect(lacks.supply.state.value.outcome).toBe('whole');
  expect(lacks.app.here.size).toBe(3);
});

test('[PW8] where there is no room, it says so and asks for nothing more', async () => {
  const lacks = supplied(device());
  void supplied(device(...FILES)).supply.follow(ada.session);
  void lacks.supply.follow(ben.session);
  lacks.app.fill();
  await lacks.supply.getApp();
  expect(lacks.supply.state.value).toMatchObject({ getting: null, outcome: 'full' });
});

test('[PW8] who has switched giving off, or pays for each byte, gives nothing; the choice is remembered', async () => {
  const has = supplied(device(...FILES));
  void has.supply.follow(ada.session);
  const ask = (text: string): Promise<ArrayBuffer | null> =>
    ben.session.files.get(bytesOf(text).toString('hex'), {
      what: 'python',
      limit: 100,
      signal: new AbortController().signal,
    });
  has.supply.setGiving(false);
  expect(await ask('python')).toBeNull();
  expect(supplied(device(), has.memory).supply.state.value.giving).toBe(false);
  has.supply.setGiving(true);
  expect(supplied(device(), has.memory).supply.state.value.giving).toBe(true);
  expect(new TextDecoder().decode((await ask('python')) ?? new ArrayBuffer())).toBe('python');
  has.meter();
  expect(await ask('an icon')).toBeNull();
});

test('[PW8] Python’s files are told while they come, and kept for offline; after the class nobody is asked', async () => {
  const lacks = supplied(device());
  void supplied(device(...FILES)).supply.follow(ada.session);
  void lacks.supply.follow(ben.session);
  const told: SupplyState['getting'][] = [];
  lacks.supply.state.subscribe(({ getting }) => void told.push(getting));
  const hash = bytesOf('python').toString('hex') as FileHash;
  const { signal } = new AbortController();
  const bytes = await lacks.files()?.get(hash, { what: 'python', limit: 100, signal });
  expect(bytes?.byteLength).toBe(6);
  expect(told).toContainEqual({ what: 'python', received: 6, total: 6, people: 1 });
  expect(told.at(-1)).toBeNull();
  await until(() => lacks.app.here.has('python'));
  await ben.session.leave();
  await until(() => lacks.files() === null);
  expect(lacks.supply.state.value.inClass).toBe(false);
});

test('[KE11] a teacher’s device tells the class the lists that it once read', async () => {
  const has = supplied(device());
  void has.supply.follow(ada.session);
  let list: string | null = null;
  await until(() => {
    void ben.session.files
      .packageList('./packages/', new AbortController().signal)
      .then((got) => (list = got));
    return list === '{}';
  });
});
