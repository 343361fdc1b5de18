import { messages, named, some } from '../messages.ts';

/** What people read on a computer that several use one after the other. English. */
export const computerMessages = {
  switch: {
    label: 'This is a shared computer',
    on: {
      title: 'Share this computer?',
      what: 'From now on it asks “Who are you?” at every start. Everybody has their own classes, notebooks and settings here, and opens nobody else’s by mistake.',
      name: 'Your name',
      nameHint: 'What is here now becomes yours.',
      nameOptional:
        'What is here now becomes yours. Leave it empty to begin with nobody: it comes back when the computer is not shared any more.',
      noName: 'There are classes here: enter the name of the person whose they are.',
      submit: 'Share this computer',
    },
    off: {
      title: 'Stop sharing this computer?',
      what: (name: string | null) =>
        name === null
          ? 'It then opens without a question, for whoever sits in front of it.'
          : `It then opens what is ${named(name)}’s without a question, for whoever sits in front of it.`,
      several: (people: number) =>
        `${some(people, 'person has', 'people have')} work here. Each can take theirs away with “Leave this computer”; when one is left, it can be switched off.`,
      locked: 'Take the passphrase away first: without “Who are you?” nothing asks for it.',
      submit: 'Stop sharing',
    },
  },
  who: {
    title: 'Who are you?',
    hint: 'This is a shared computer. Everybody has their own place on it.',
    invited: (name: string) => `You were invited to “${named(name)}”. First say who you are.`,
    list: 'People of this computer',
    lastHere: (at: number, now: number) => `last here ${messages.ago(at, now)}`,
    locked: 'asks for a passphrase',
    isNew: 'I am new here',
    newTitle: 'I am new here',
    newHint: 'You get a place of your own on this computer.',
    name: 'Your name',
    nameHint: 'Others see it when this computer asks “Who are you?”.',
    noName: 'Enter your name.',
    passphrase: 'Passphrase',
    passphraseHint: (least: number) =>
      `Optional, at least ${least} characters. With one, nobody else at this computer can read your work. Nobody can bring a lost passphrase back.`,
    short: (least: number) => `Use at least ${least} characters, or none.`,
    again: 'Passphrase again',
    differs: 'The two are not the same.',
    noPassphrase: 'Enter your passphrase.',
    begin: 'Begin',
    open: 'Open',
    forgot: 'Forgot the passphrase?',
    forgotTitle: (name: string) => `Take ${named(name)} off this computer?`,
    forgotWhat:
      'Nobody can bring a lost passphrase back, and without it nobody can read what is kept here. You can only remove it: all classes, notebooks and files of this person on this computer, for ever.',
    forgotNow: 'Remove this person',
    busy: 'Opening your place…',
  },
  me: {
    region: 'At this computer',
    here: (name: string) => `${named(name)} is here`,
    done: 'Done for today',
    protect: 'Protect with a passphrase',
    protected: 'Protected',
    leave: 'Leave this computer',
  },
  protect: {
    passphrase: 'Passphrase',
    again: 'Passphrase again',
    next: 'New passphrase',
    nextAgain: 'New passphrase again',
    hint: (least: number) =>
      `At least ${least} characters. Nobody can bring a lost passphrase back.`,
    short: (least: number) => `Use at least ${least} characters.`,
    none: 'Enter your passphrase.',
    differs: 'The two are not the same.',
    working: 'Encrypting…',
    protect: {
      title: 'Protect with a passphrase',
      what: 'All your classes, notebooks and files on this computer are encrypted under it. “Who are you?” asks for it then.',
      submit: 'Protect',
    },
    unprotect: {
      title: 'Take the passphrase away',
      what: 'Everybody at this computer can then open what is yours.',
      submit: 'Take it away',
    },
    change: {
      title: 'Change the passphrase',
      what: 'What is encrypted stays as it is; the new passphrase opens it from now on.',
      submit: 'Change passphrase',
    },
    toChange: 'Change the passphrase…',
  },
  leave: {
    title: 'Leave this computer',
    what: 'Take everything that is yours here with you in one file: your classes, and all notebooks and files. Then it is removed from this computer. “Restore a backup” brings it back on any computer, also on this one.',
    owner:
      'If you lead a class and have saved its recovery file, keep that file too: it holds the key to the class.',
    passphrase: 'Passphrase',
    passphraseHint: (least: number) =>
      `At least ${least} characters. The file opens with it only, and nobody can bring it back.`,
    again: 'Passphrase again',
    short: (least: number) => `Use at least ${least} characters.`,
    differs: 'The two are not the same.',
    save: 'Save file',
    packing: 'Packing everything of yours…',
    saved:
      'The file is on its way to your downloads. Put it where you want to keep it, for example on a USB stick. Nothing has been removed yet.',
    checkWhat:
      'Now show the file to this page from there, so that it can be sure that the file is whole.',
    file: 'The saved file',
    noFile: 'Choose the file that was just saved.',
    check: 'Check the file',
    checking: 'Reading the file…',
    again2: 'Save it again',
    whole: 'The file is whole.',
    wholeWhat:
      'If you go on, everything that is yours is removed from this computer, for ever. Take the file with you.',
    now: 'Remove everything of mine',
    without: 'Leave without a file…',
    withoutTitle: 'Leave without a file?',
    withoutWhat:
      'Everything that is yours on this computer is removed, for ever: classes, notebooks and files. You keep nothing of it. To come back to a class you need its link or code, and you will be a new person to it.',
    withoutNow: 'Leave without a file',
    leaving: 'Removing…',
  },
};
