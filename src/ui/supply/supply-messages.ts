import { number } from '../../words/format.ts';
import { plural } from '../../words/plural.ts';
import { msg, str } from '../../words/words.ts';

/** What people read about files that come from the class, or go to it. */
export const supplyMessages = {
  get: msg('Get it from the class'),
  offer: msg(
    'People in your class who have all of Lectern can give you what is missing. Every file is checked: nobody can give you another one.',
  ),
  lacking: msg('Nobody who is here has the rest of it now.'),
  full: msg('The storage of this browser has no room for it.'),
  python: (percent: number | null) =>
    percent === null
      ? msg('Getting Python from the class…')
      : msg(str`Getting Python from the class · ${number(percent)} %`),
  app: (percent: number | null) =>
    percent === null
      ? msg('Getting Lectern from the class…')
      : msg(str`Getting Lectern from the class · ${number(percent)} %`),
  amount: (megabytes: number, people: number) => {
    const received = number(megabytes, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return plural(people, {
      one: msg(str`${received} MB so far, from one person`),
      other: msg(str`${received} MB so far, from ${number(people)} people`),
    });
  },
  give: msg('Give Lectern’s files and Python packages to people in my classes'),
  giveWhat: msg(
    'So one download serves the room when the internet is slow. Only these files, which are the same for everybody; never your own.',
  ),
  metered: msg('Off now: this connection costs, or the browser is set to save data.'),
};
