import type { Party, Wire } from '../support/class-world.ts';
import type { FuzzClass } from './fuzz-class.ts';

/** Delivers a few messages of one link: late, in another order, twice, or not. */
export function deliverSome({ random, world }: FuzzClass): void {
  const wires = [...world.wires];
  if (wires.length === 0) return;
  const end = random.pick(random.pick(wires).ends);
  const messages = 1 + random.below(4);
  for (let i = 0; i < messages && end.outgoing.length > 0; i++) {
    // A link keeps order and loses nothing; the engine stands even where it does not.
    const index = random.chance(0.1) ? random.below(end.outgoing.length) : 0;
    if (random.chance(0.03)) end.outgoing.splice(index, 1);
    else end.deliver(index, random.chance(0.1));
  }
}

/** A link comes or goes; some are spares, some are slow. */
export function rewire(fuzz: FuzzClass): void {
  const { random, world, parties } = fuzz;
  const wires = [...world.wires];
  if (wires.length > 0 && random.chance(0.3)) {
    world.disconnect(random.pick(wires));
    return;
  }
  const a = random.pick(parties);
  const b = random.pick(parties);
  if (a === b || world.connected(a, b)) return;
  const wire = world.connect(a, b, random.chance(0.3));
  wire.slow = random.chance(0.2);
  if (wire.slow) fuzz.count('slow link');
}

/** The class falls in two halves that lose each other. */
export function part(fuzz: FuzzClass): void {
  const { random, world, parties } = fuzz;
  const left = new Set(parties.filter(() => random.chance(0.5)));
  const across = [...world.wires].filter(({ a, b }) => left.has(a) !== left.has(b));
  for (const wire of across) world.disconnect(wire);
  if (across.length > 0) fuzz.count('partition');
}

/** Somebody loses their parent; a spare takes its place, if there is one. */
export function loseParent(fuzz: FuzzClass): void {
  const { random, world } = fuzz;
  const ups = [...world.wires].filter(({ ends }) => ends[0].relation.value === 'parent');
  if (ups.length === 0) return;
  const lost = random.pick(ups);
  world.disconnect(lost);
  fuzz.count('parent loss');
  const spare = [...world.wires].find(({ a, b, ends }) => {
    return (a === lost.a || b === lost.a) && ends[0].relation.value === 'spare';
  });
  if (spare === undefined) return;
  fuzz.count('spare promoted');
  promote(spare, lost.a);
}

function promote({ a, ends }: Wire, child: Party): void {
  const [up, down] = a === child ? ends : [ends[1], ends[0]];
  up.relation.set('parent');
  down.relation.set('child');
}
