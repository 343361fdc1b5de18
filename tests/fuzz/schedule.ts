import { FuzzClass } from './fuzz-class.ts';
import { compare, heal } from './healed.ts';
import { deliverSome, loseParent, part, rewire } from './link-faults.ts';
import { equivocate, giveRole, remove, resolveFork } from './people-faults.ts';
import { Backup, restart, tear } from './store-faults.ts';

/** Every twentieth signs with real keys, the others with fast ones. */
const REAL_EVERY = 20;

/** One random run of a class; throws what went wrong, gives how often each thing happened. */
export async function runSchedule(seed: number): Promise<ReadonlyMap<string, number>> {
  const fuzz = await FuzzClass.create(seed, seed % REAL_EVERY === 0);
  const backup = new Backup();
  const steps = 20 + fuzz.random.below(25);
  for (let i = 0; i < steps; i++) await step(fuzz, backup);
  await heal(fuzz);
  await compare(fuzz);
  await end(fuzz);
  return fuzz.done;
}

async function step(fuzz: FuzzClass, backup: Backup): Promise<void> {
  const { random, world, theme } = fuzz;
  const dice = random.next();
  if (dice < 0.36) await fuzz.edit();
  else if (dice < 0.5) deliverSome(fuzz);
  else if (dice < 0.58) rewire(fuzz);
  else if (dice < 0.64) await restart(fuzz);
  else if (dice < 0.66) part(fuzz);
  else if (dice < 0.68) loseParent(fuzz);
  else if (dice < 0.7) fuzz.setClock(random.pick(fuzz.parties));
  else if (dice < 0.75) await giveRole(fuzz);
  else if (dice < 0.76) await newcomer(fuzz);
  else if (dice < 0.82) await (theme === 'stores' ? backup.step(fuzz) : remove(fuzz));
  else if (dice < 0.84) await (theme === 'stores' ? tear(fuzz) : equivocate(fuzz));
  else if (dice < 0.9) await world.run(random.pick([50, 100, 300]));
  else if (dice < resolving(fuzz) && theme === 'people') await resolveFork(fuzz);
  else await fuzz.pass(random.pick([1, 10, 35, 120, 1500]));
  if (random.chance(0.5)) await world.settle();
}

/** The end of the share of `resolveFork`: larger while the owner knows of a fork, which is rare. */
function resolving({ owner }: FuzzClass): number {
  return owner.replica.forks.value.length > 0 ? 0.96 : 0.92;
}

async function newcomer(fuzz: FuzzClass): Promise<void> {
  if (fuzz.parties.length >= 7) return;
  const other = fuzz.random.pick(fuzz.parties);
  fuzz.world.connect(await fuzz.add(), other);
}

async function end({ world }: FuzzClass): Promise<void> {
  await world.close();
  // Timers of killed tabs run out by themselves; those of closed replicas must be gone.
  if (world.clock.pending > 0) await world.clock.advance(60_000, world.settle);
}
