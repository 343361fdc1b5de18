import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chosenLines,
  proposal,
  threeWayMerge,
  type MergeChoice,
  type MergePart,
  type MergePlace,
} from '../../../../src/ui/cells/three-way-merge.ts';

function places(parts: readonly MergePart[]): MergePlace[] {
  return parts.filter((part) => part.kind === 'place');
}

function join(parts: readonly MergePart[], choose: (place: MergePlace) => MergeChoice): string {
  return parts
    .flatMap((part) => (part.kind === 'same' ? part.lines : chosenLines(part, choose(part))))
    .join('\n');
}

/** Few different lines, so that they repeat and meet. */
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '', 'x = 1'), { minLength: 1, maxLength: 12 })
  .map((lines) => lines.join('\n'));

describe('three-way merge', () => {
  it('takes changes at different places together', () => {
    const parts = threeWayMerge('one\ntwo\nthree', 'ONE\ntwo\nthree', 'one\ntwo\nTHREE');
    expect(places(parts).map(({ changedBy }) => changedBy)).toEqual(['mine', 'theirs']);
    expect(join(parts, proposal)).toBe('ONE\ntwo\nTHREE');
  });

  it('leaves a line that both changed to the person, and proposes their own', () => {
    const parts = threeWayMerge('one\ntwo\nthree', 'one\nmine\nthree', 'one\ntheirs\nthree');
    expect(places(parts)).toEqual([
      { kind: 'place', base: ['two'], mine: ['mine'], theirs: ['theirs'], changedBy: 'both' },
    ]);
    expect(join(parts, proposal)).toBe('one\nmine\nthree');
    expect(join(parts, () => 'both')).toBe('one\nmine\ntheirs\nthree');
  });

  it('asks nothing where both made the same change', () => {
    const parts = threeWayMerge('one\ntwo', 'one\n2', 'one\n2');
    expect(places(parts)).toEqual([]);
    expect(join(parts, proposal)).toBe('one\n2');
  });

  it('counts changes of neighbouring lines as one place', () => {
    const parts = threeWayMerge('one\ntwo', 'ONE\ntwo', 'one\nTWO');
    expect(places(parts).map(({ changedBy }) => changedBy)).toEqual(['both']);
  });

  it('leaves every difference to the person where the first version is not known', () => {
    const parts = threeWayMerge(null, 'same\nmine', 'same\ntheirs');
    expect(places(parts)).toEqual([
      { kind: 'place', base: null, mine: ['mine'], theirs: ['theirs'], changedBy: 'both' },
    ]);
  });

  it('takes texts too long to compare as one change', () => {
    const lines = (sign: string) => Array.from({ length: 3_000 }, (_, i) => `${sign}${i}`);
    const parts = threeWayMerge('x', lines('a').join('\n'), lines('b').join('\n'));
    expect(places(parts)).toHaveLength(1);
    expect(places(threeWayMerge(null, lines('a').join('\n'), lines('b').join('\n')))).toHaveLength(
      1,
    );
  });

  it('loses no line of anybody: any texts, any base', () => {
    fc.assert(
      fc.property(fc.option(text), text, text, (base, mine, theirs) => {
        const parts = threeWayMerge(base, mine, theirs);
        expect(join(parts, () => 'mine')).toBe(mine);
        expect(join(parts, () => 'theirs')).toBe(theirs);
        if (base === mine) expect(join(parts, proposal)).toBe(theirs);
        if (base === theirs) expect(join(parts, proposal)).toBe(mine);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes out the same for both sides', () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const turned = { mine: 'theirs', theirs: 'mine', both: 'both' } as const;
        const here = places(threeWayMerge(base, mine, theirs));
        const there = places(threeWayMerge(base, theirs, mine));
        expect(there.map((place) => ({ ...place, changedBy: turned[place.changedBy] }))).toEqual(
          here.map((place) => ({ ...place, mine: place.theirs, theirs: place.mine })),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
