/** What people read about the application on their device: offline, new versions, repair. English. */
export const appMessages = {
  title: 'Lectern on this device',
  offline: {
    loading: (percent: number) => `Getting ready for offline · ${percent} %`,
    ready: 'Ready for offline',
    interrupted: 'Not ready for offline yet',
    full: 'No room for offline',
    impossible: 'Needs the internet here',
  },
  about: {
    loading:
      'Everything that is needed without the internet is being fetched. You can work meanwhile.',
    ready:
      'Everything is on this device: without the internet Lectern opens, your classes and notebooks are here, and Python runs. To have it as an application, use “Install” in the browser’s menu.',
    interrupted:
      'Some of Lectern could not be fetched. It goes on at the next start with the internet, or now.',
    full: 'The storage of this browser has no room for all of Lectern. Free some space on this device, then try again. What you have here stays.',
    impossible:
      'This browser, a private window or a setting does not let a page be kept. It works while the internet is there; your work is saved as always.',
  },
  again: 'Try again',
  version: (version: string) => `Version ${version}`,
  update: {
    short: 'New version',
    waiting:
      'A new version of Lectern is here. It waits until you restart; what you have open is saved first. Python forgets its variables.',
    elsewhere:
      'Another window of Lectern runs a new version. This one goes on as it is until you restart it.',
    restart: 'Restart Lectern',
    later: 'Later',
    restarting: 'Restarting…',
  },
  repair: {
    what: 'If Lectern does not work as it should: “Repair” fetches its own files anew. Your classes and notebooks stay.',
    run: 'Repair',
    running: 'Repairing…',
    offline: 'Repair needs the internet, and it cannot be reached now. Nothing was changed.',
  },
  lost: {
    title: 'Lectern is not on this device any more',
    what: 'The browser has removed what it kept of the application, and the internet cannot be reached now.',
    todo: 'Connect to the internet and load this page again. Your classes and notebooks are kept elsewhere.',
  },
};
