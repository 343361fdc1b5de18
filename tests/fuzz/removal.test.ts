import { expect, test } from 'vitest';
import { runRemovalSchedule } from './removal-schedule.ts';

/** `FUZZ_SCHEDULES=N` runs more or fewer; `FUZZ_SEED=S` begins elsewhere: one failing seed runs alone with N=1. */
const schedules = Math.ceil(Number(process.env['FUZZ_SCHEDULES'] ?? 2_000) / 4);
const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1);

test(
  `[SY2] [SY4] [SY5] ${schedules} schedules of removals, roles, forks and partitions converge`,
  async () => {
    const failures: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + schedules && failures.length < 3; seed++) {
      try {
        await runRemovalSchedule(seed);
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
