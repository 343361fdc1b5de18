import { msg, str } from '../../words/words.ts';

/** What people read about the application on their device: offline, new versions, repair. */
export const appMessages = {
  title: msg('Lectern on this device'),
  offline: {
    loading: (percent: number) => msg(str`Getting ready for offline · ${percent} %`),
    ready: msg('Ready for offline'),
    interrupted: msg('Not ready for offline yet'),
    full: msg('No room for offline'),
    impossible: msg('Needs the internet here'),
  },
  about: {
    loading: msg(
      'Everything that is needed without the internet is being fetched. You can work meanwhile.',
    ),
    ready: msg(
      'Everything is on this device: without the internet Lectern opens, your classes and notebooks are here, and Python runs. To have it as an application, use “Install” in the browser’s menu.',
    ),
    interrupted: msg(
      'Some of Lectern could not be fetched. It goes on at the next start with the internet, or now.',
    ),
    full: msg(
      'The storage of this browser has no room for all of Lectern. Free some space on this device, then try again. What you have here stays.',
    ),
    impossible: msg(
      'This browser, a private window or a setting does not let a page be kept. It works while the internet is there; your work is saved as always.',
    ),
  },
  again: msg('Try again'),
  version: (version: string) => msg(str`Version ${version}`),
  update: {
    short: msg('New version'),
    waiting: msg(
      'A new version of Lectern is here. It waits until you restart; what you have open is saved first. Python forgets its variables.',
    ),
    elsewhere: msg(
      'Another window of Lectern runs a new version. This one goes on as it is until you restart it.',
    ),
    restart: msg('Restart Lectern'),
    later: msg('Later'),
    restarting: msg('Restarting…'),
  },
  repair: {
    what: msg(
      'If Lectern does not work as it should: “Repair” fetches its own files anew. Your classes and notebooks stay.',
    ),
    run: msg('Repair'),
    running: msg('Repairing…'),
    offline: msg('Repair needs the internet, and it cannot be reached now. Nothing was changed.'),
  },
};
