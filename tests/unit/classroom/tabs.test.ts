import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClassLock } from '../../../src/classroom/environment.ts';
import { SmallClass, stateOf, until, type Attendee } from '../../support/small-class.ts';

/** The tabs of one browser: who has a class, and what ends them. */
class Tabs {
  #holder: { readonly onLost: () => void } | null = null;

  tab(): ClassLock {
    let mine: { readonly onLost: () => void } | null = null;
    return {
      acquire: async (_classId, takeOver, onLost) => {
        if (this.#holder !== null && !takeOver) return false;
        const before = this.#holder;
        this.#holder = mine = { onLost };
        before?.onLost();
        return true;
      },
      release: () => {
        if (this.#holder === mine) this.#holder = null;
      },
    };
  }
}

let school: SmallClass;
const tabs = { ada: new Tabs(), ben: new Tabs() };
let ada: Attendee;
let ben: Attendee;

beforeEach(async () => {
  school = new SmallClass();
  Object.assign(tabs, { ada: new Tabs(), ben: new Tabs() });
  ada = await school.teach('Ada', school.device({ lock: tabs.ada.tab() }));
  const link = stateOf(ada).lesson.link;
  ben = await school.come('Ben', link, school.device({ lock: tabs.ben.tab() }));
  await until(() => stateOf(ben).people.length === 2 && stateOf(ada).people.length === 2);
}, 30_000);

afterEach(() => school.close());

test('[ST2] a second tab opens nothing by itself; “Use here” moves teacher and student, and the lesson goes on', async () => {
  await ada.session.toggleShare(ada.app.type('a'));
  await until(() => stateOf(ben).cells.length === 1);
  for (const [person, at] of [
    [ada, tabs.ada],
    [ben, tabs.ben],
  ] as const)
    await expect(school.secondTab(person, at.tab(), false)).rejects.toMatchObject({
      code: 'class-open-elsewhere',
    });

  const benToo = await school.secondTab(ben, tabs.ben.tab(), true);
  await ben.session.left;
  await until(() => stateOf(benToo).connection.people === 1);
  expect(stateOf(benToo).cells.map(({ source }) => source)).toEqual(['a']);

  const adaToo = await school.secondTab(ada, tabs.ada.tab(), true);
  await ada.session.left;
  await until(() => stateOf(adaToo).connection.people === 1);
  expect(stateOf(adaToo)).toMatchObject({ role: 'owner', problem: null });
  await adaToo.session.toggleShare(adaToo.app.type('b'));
  await until(() => stateOf(benToo).cells.length === 2);
  // One person in two tabs is one person, who signed nothing twice.
  for (const one of [adaToo, benToo]) {
    expect(stateOf(one).people.map(({ name }) => name)).toEqual(['Ada', 'Ben']);
    expect(stateOf(one).forks).toEqual([]);
  }
}, 30_000);

test('[ST2] [RC5] what was looked at in one tab is not new in the other', async () => {
  await ada.session.toggleShare(ada.app.type('a'));
  await until(() => stateOf(ben).freshCount === 1);
  ben.session.look(stateOf(ben).cells[0]?.id ?? '');
  await until(() => stateOf(ben).freshCount === 0);
  const benToo = await school.secondTab(ben, tabs.ben.tab(), true);
  await until(() => stateOf(benToo).cells.length === 1);
  await until(() => stateOf(benToo).freshCount === 0);
}, 30_000);
