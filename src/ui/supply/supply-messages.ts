/** What people read about files that come from the class, or go to it. English. */
export const supplyMessages = {
  get: 'Get it from the class',
  offer:
    'People in your class who have all of Lectern can give you what is missing. Every file is checked: nobody can give you another one.',
  lacking: 'Nobody who is here has the rest of it now.',
  full: 'The storage of this browser has no room for it.',
  python: (percent: number | null) =>
    percent === null
      ? 'Getting Python from the class…'
      : `Getting Python from the class · ${percent} %`,
  app: (percent: number | null) =>
    percent === null
      ? 'Getting Lectern from the class…'
      : `Getting Lectern from the class · ${percent} %`,
  amount: (received: string, people: number) =>
    people === 1
      ? `${received} MB so far, from one person`
      : `${received} MB so far, from ${people} people`,
  give: 'Give Lectern’s files and Python packages to people in my classes',
  giveWhat:
    'So one download serves the room when the internet is slow. Only these files, which are the same for everybody; never your own.',
  metered: 'Off now: this connection costs, or the browser is set to save data.',
};
