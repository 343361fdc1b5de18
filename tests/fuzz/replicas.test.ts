import { expect, test } from 'vitest';
import { runSchedule } from './schedule.ts';

/** `FUZZ_SCHEDULES=N` runs more or fewer; `FUZZ_SEED=S` begins elsewhere: one failing seed runs alone with N=1.
 *  `FUZZ_TIMEOUT_MS` for runs of hours. */
const schedules = Number(process.env['FUZZ_SCHEDULES'] ?? 2_000);
const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1);
/** Every twentieth signs with real keys, the others with fast ones. */
const REAL_EVERY = 20;

test(
  `[SY1] [SY6] [SY9] [SY10] ${schedules} schedules of peers that edit, part, restart, reorder and duplicate converge`,
  async () => {
    const failures: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + schedules && failures.length < 3; seed++) {
      try {
        await runSchedule(seed, seed % REAL_EVERY === 0);
      } catch (cause) {
        failures.push(
          `seed ${seed}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
        );
      }
    }
    expect(failures.join('\n\n')).toBe('');
  },
  Number(process.env['FUZZ_TIMEOUT_MS'] ?? 600_000),
);
