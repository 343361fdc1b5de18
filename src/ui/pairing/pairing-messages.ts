import type { PairingFault, PairingState } from '../../classroom/pairing.ts';
import { named } from '../../words/named.ts';
import { msg, str } from '../../words/words.ts';
import { pairingOpenMessages } from './pairing-open-messages.ts';

const faults: Readonly<Record<PairingFault, string>> = {
  none: msg(
    'This is not a code of Lectern’s. Read or paste the code that “Connect without a server” shows on the other screen.',
  ),
  'class-link': msg(
    'This is a class link, which needs the server. Ask for the code under “Connect without a server” instead.',
  ),
  damaged: msg('This code was cut off or changed on its way. Copy the whole text again.'),
  newer: msg(
    'This code was made by a newer version of Lectern. Both devices need the same version.',
  ),
  own: msg('This is a code of this device itself. Read the one on the other screen.'),
  'other-class': msg(
    'This code belongs to another class. Leave this class first, or ask for a code of this one.',
  ),
  linked: msg('These two devices are connected already.'),
  used: msg(
    'This answer was read already. Let the other person begin again with the code shown here.',
  ),
  old: msg(
    'This is the answer to an older code. Let the other person read the code shown here now, then read their new answer.',
  ),
  'not-ours': msg(
    'This answer was not made for the code shown here. Let the other person read the code shown here, then read their answer.',
  ),
  'answer-first': msg(
    'This code is an answer. It must be read by the device whose code was read first.',
  ),
  'hidden-class': msg(
    'This class hides everybody’s address, and a direct connection would show it. Whoever leads the class can switch that off under “Invite”.',
  ),
  'no-webrtc': msg(
    'This browser cannot make the connection: WebRTC is missing or switched off. Use a current Chrome, Edge, Firefox or Safari.',
  ),
  'no-network': msg(
    'This device is in no network. Connect both devices to the same Wi-Fi or cable: it need not lead to the internet. Then make a new code.',
  ),
  closed: msg('This class is closed: nobody can join it any more.'),
  failed: msg(
    'No connection came about. Both devices must be in the same network, and the answer must be read while the other code is still on the screen. Then try again.',
  ),
};

const steps: Readonly<Record<Exclude<PairingState['step'], 'linked'>, string>> = {
  off: '',
  making: msg('Making the code…'),
  offering: msg(
    'First let the other person read this code. Then read the code that their screen shows.',
  ),
  answering: msg('Now let the other person read this code. Waiting for the other device…'),
  connecting: msg('Connecting…'),
};

/** The words of "Connect without a server" (TR6), and of the start screen's "Join without the internet". */
export const pairingMessages = {
  title: pairingOpenMessages.inClass,
  titleStart: pairingOpenMessages.atStart,
  intro: msg(
    'Two devices in the same network connect directly. Each person reads one code off the other’s screen, with the camera or as text. One connection to anybody of the class is enough.',
  ),
  introStart: msg(
    'Ask somebody who has the class open to press “Connect without a server” in People or “Invite”. Then read the code on their screen.',
  ),
  steps,
  linked: (name: string): string =>
    name.trim() === '' ? msg('Connected.') : msg(str`Connected with ${named(name)}.`),
  faults,
  code: msg('This device’s code'),
  codePicture: msg('QR code for the other device'),
  codeText: msg('This code as text'),
  codeTooLong: msg('The code is too long for a picture. Copy the text instead.'),
  copy: msg('Copy text'),
  copied: msg('Copied. Give it to the other person, for example in a chat or on a USB stick.'),
  copyFailed: msg('The text is selected: press Ctrl+C, or ⌘C on a Mac.'),
  secret: msg(
    'Show this code only to people who may join: whoever reads it can, as with the class link.',
  ),
  hidden: msg(
    'The browser hides this device’s address from the other one. That works in many networks. If no connection comes about, press “Use the camera” on one of the two devices and allow it: then the browser tells the address.',
  ),
  another: msg('Connect another person'),
  again: msg('Make a new code'),
  done: msg('Done'),
  read: msg('The other person’s code'),
  camera: msg('Use the camera'),
  stopCamera: msg('Stop the camera'),
  cameraOn: msg(
    'Hold the other screen in front of the camera until the whole code is in the picture.',
  ),
  cameraPicture: msg('What the camera sees'),
  cameraProblems: {
    refused: msg(
      'The camera is not allowed here. Allow it in the browser’s settings for this page, or paste the text of the code.',
    ),
    missing: msg('This device has no camera that can be used. Paste the text of the code.'),
    busy: msg(
      'Another program uses the camera. Close it and try again, or paste the text of the code.',
    ),
  },
  text: msg('Text of the code'),
  textHint: msg('Paste it here when no camera is at hand.'),
  readText: msg('Read text'),
} as const;
