import { number } from '../../words/format.ts';
import { named } from '../../words/named.ts';
import { plural } from '../../words/plural.ts';
import { sentences } from '../../words/sentences.ts';
import { msg, str } from '../../words/words.ts';
import { atLeast, atLeastHint, messages } from '../messages.ts';

/** What people read on a computer that several use one after the other. */
export const computerMessages = {
  switch: {
    label: msg('This is a shared computer'),
    on: {
      title: msg('Share this computer?'),
      what: msg(
        'From now on it asks “Who are you?” at every start. Everybody has their own classes, notebooks and settings here, and opens nobody else’s by mistake.',
      ),
      name: msg('Your name'),
      nameHint: msg('What is here now becomes yours.'),
      nameOptional: msg(
        'What is here now becomes yours. Leave it empty to begin with nobody: it comes back when the computer is not shared any more.',
      ),
      noName: msg('There are classes here: enter the name of the person whose they are.'),
      submit: msg('Share this computer'),
    },
    off: {
      title: msg('Stop sharing this computer?'),
      what: (name: string | null) =>
        name === null
          ? msg('It then opens without a question, for whoever sits in front of it.')
          : msg(
              str`It then opens what is ${named(name)}’s without a question, for whoever sits in front of it.`,
            ),
      several: (people: number) =>
        sentences(
          plural(people, {
            one: msg(str`${number(people)} person has work here.`),
            other: msg(str`${number(people)} people have work here.`),
          }),
          msg(
            'Each can take theirs away with “Leave this computer”; when one is left, it can be switched off.',
          ),
        ),
      locked: msg('Take the passphrase away first: without “Who are you?” nothing asks for it.'),
      submit: msg('Stop sharing'),
    },
  },
  who: {
    title: msg('Who are you?'),
    hint: msg('This is a shared computer. Everybody has their own place on it.'),
    invited: (name: string) =>
      msg(str`You were invited to “${named(name)}”. First say who you are.`),
    list: msg('People of this computer'),
    lastHere: (at: number, now: number) => msg(str`last here ${messages.ago(at, now)}`),
    locked: msg('asks for a passphrase'),
    isNew: msg('I am new here'),
    newTitle: msg('I am new here'),
    newHint: msg('You get a place of your own on this computer.'),
    name: msg('Your name'),
    nameHint: msg('Others see it when this computer asks “Who are you?”.'),
    noName: msg('Enter your name.'),
    passphrase: msg('Passphrase'),
    passphraseHint: (least: number) =>
      sentences(
        plural(least, {
          one: msg(str`Optional, at least ${number(least)} character.`),
          other: msg(str`Optional, at least ${number(least)} characters.`),
        }),
        msg(
          'With one, nobody else at this computer can read your work. Nobody can bring a lost passphrase back.',
        ),
      ),
    short: (least: number) =>
      plural(least, {
        one: msg(str`Use at least ${number(least)} character, or none.`),
        other: msg(str`Use at least ${number(least)} characters, or none.`),
      }),
    again: msg('Passphrase again'),
    differs: msg('The two are not the same.'),
    noPassphrase: msg('Enter your passphrase.'),
    begin: msg('Begin'),
    open: msg('Open'),
    forgot: msg('Forgot the passphrase?'),
    forgotTitle: (name: string) => msg(str`Take ${named(name)} off this computer?`),
    forgotWhat: msg(
      'Nobody can bring a lost passphrase back, and without it nobody can read what is kept here. You can only remove it: all classes, notebooks and files of this person on this computer, for ever.',
    ),
    forgotNow: msg('Remove this person'),
    busy: msg('Opening your place…'),
  },
  me: {
    region: msg('At this computer'),
    here: (name: string) => msg(str`${named(name)} is here`),
    done: msg('Done for today'),
    protect: msg('Protect with a passphrase'),
    protected: msg('Protected'),
    leave: msg('Leave this computer'),
  },
  protect: {
    passphrase: msg('Passphrase'),
    again: msg('Passphrase again'),
    next: msg('New passphrase'),
    nextAgain: msg('New passphrase again'),
    hint: (least: number) =>
      sentences(atLeastHint(least), msg('Nobody can bring a lost passphrase back.')),
    short: atLeast,
    none: msg('Enter your passphrase.'),
    differs: msg('The two are not the same.'),
    working: msg('Encrypting…'),
    protect: {
      title: msg('Protect with a passphrase'),
      what: msg(
        'All your classes, notebooks and files on this computer are encrypted under it. “Who are you?” asks for it then.',
      ),
      submit: msg('Protect'),
    },
    unprotect: {
      title: msg('Take the passphrase away'),
      what: msg('Everybody at this computer can then open what is yours.'),
      submit: msg('Take it away'),
    },
    change: {
      title: msg('Change the passphrase'),
      what: msg('What is encrypted stays as it is; the new passphrase opens it from now on.'),
      submit: msg('Change passphrase'),
    },
    toChange: msg('Change the passphrase…'),
  },
  leave: {
    title: msg('Leave this computer'),
    what: msg(
      'Take everything that is yours here with you in one file: your classes, and all notebooks and files. Then it is removed from this computer. “Restore a backup” brings it back on any computer, also on this one.',
    ),
    owner: msg(
      'If you lead a class and have saved its recovery file, keep that file too: it holds the key to the class.',
    ),
    passphrase: msg('Passphrase'),
    passphraseHint: (least: number) =>
      sentences(
        atLeastHint(least),
        msg('The file opens with it only, and nobody can bring it back.'),
      ),
    again: msg('Passphrase again'),
    short: atLeast,
    differs: msg('The two are not the same.'),
    save: msg('Save file'),
    packing: msg('Packing everything of yours…'),
    saved: msg(
      'The file is on its way to your downloads. Put it where you want to keep it, for example on a USB stick. Nothing has been removed yet.',
    ),
    checkWhat: msg(
      'Now show the file to this page from there, so that it can be sure that the file is whole.',
    ),
    file: msg('The saved file'),
    noFile: msg('Choose the file that was just saved.'),
    check: msg('Check the file'),
    checking: msg('Reading the file…'),
    again2: msg('Save it again'),
    whole: msg('The file is whole.'),
    wholeWhat: msg(
      'If you go on, everything that is yours is removed from this computer, for ever. Take the file with you.',
    ),
    now: msg('Remove everything of mine'),
    without: msg('Leave without a file…'),
    withoutTitle: msg('Leave without a file?'),
    withoutWhat: msg(
      'Everything that is yours on this computer is removed, for ever: classes, notebooks and files. You keep nothing of it. To come back to a class you need its link or code, and you will be a new person to it.',
    ),
    withoutNow: msg('Leave without a file'),
    leaving: msg('Removing…'),
  },
};
