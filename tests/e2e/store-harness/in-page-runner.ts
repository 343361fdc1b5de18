/** Stands in for Vitest where a contract suite runs in a browser's page: just what the suites use of it. */

interface Test {
  readonly name: string;
  readonly setups: readonly (() => unknown)[];
  readonly body: () => unknown;
}

export interface TestOutcome {
  readonly name: string;
  /** Null where it passed. */
  readonly failure: string | null;
}

const tests: Test[] = [];
let names: string[] = [];
let setups: (() => unknown)[] = [];

export function describe(name: string, body: () => void): void {
  const [outerNames, outerSetups] = [names, setups];
  names = [...names, name];
  setups = [...setups];
  body();
  [names, setups] = [outerNames, outerSetups];
}

export function beforeEach(setup: () => unknown): void {
  setups.push(setup);
}

export function test(name: string, body: () => unknown): void {
  tests.push({ name: [...names, name].join(' '), setups, body });
}

/** Runs what was registered, one test after the other. */
export async function runAll(): Promise<readonly TestOutcome[]> {
  const outcomes: TestOutcome[] = [];
  for (const { name, setups: before, body } of tests) {
    const ends: unknown[] = [];
    let failure: string | null = null;
    try {
      for (const setup of before) ends.push(await setup());
      await body();
    } catch (error) {
      failure = String(error);
    }
    for (const end of ends) if (typeof end === 'function') await (end as () => unknown)();
    outcomes.push({ name, failure });
  }
  return outcomes;
}

export function expect(value: unknown) {
  const fail = (wanted: unknown): never => {
    throw new Error(`expected ${shown(wanted)}, got ${shown(value)}`);
  };
  return {
    toBe: (wanted: unknown) => void (Object.is(value, wanted) || fail(wanted)),
    toBeNull: () => void (value === null || fail(null)),
    toEqual: (wanted: unknown) => void (shown(value) === shown(wanted) || fail(wanted)),
    rejects: {
      toMatchObject: async (wanted: Readonly<Record<string, unknown>>) => {
        const error: unknown = await (value as Promise<unknown>).then(
          () => fail(wanted),
          (thrown: unknown) => thrown,
        );
        for (const [key, part] of Object.entries(wanted)) {
          const got = (error as Record<string, unknown>)[key];
          if (shown(got) !== shown(part))
            throw new Error(`${key}: ${shown(got)} in ${String(error)}`);
        }
      },
    },
  };
}

/** A value as text that equal values share; bytes as such, keys in order. */
function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes ${value.join()}`;
  if (Array.isArray(value)) return `[${value.map(shown).join()}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, part]) => `${key}:${shown(part)}`).join()}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
