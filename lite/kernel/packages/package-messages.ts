import { isolated } from '../../../src/words/named.ts';
import { number } from '../../../src/words/format.ts';
import { msg, str } from '../../../src/words/words.ts';
import { unvouchedText } from './class-package-messages.ts';

/** Why somebody does not get a package. */
export type PackageProblem =
  | 'no-index' // the deployment has no packages at all
  | 'network-off' // the class lets Python have nothing from the network
  | 'not-in-index'
  | 'impossible' // nobody can have it in a browser
  | 'offline'
  | 'list-unvouched' // no connection, and no teacher of the class has said what the index has
  | 'index-broken'
  | 'index-other-python'
  | 'dependency-missing' // detail: what it needs
  | 'file-missing' // detail: the file
  | 'file-damaged' // its SHA-256 is another
  | 'file-refused'
  | 'file-too-large'
  | 'cut'
  | 'stalled'
  | 'too-much' // this kernel has had more than its share
  | 'other-version' // detail: the version that there is
  | 'requirement-unreadable'
  | 'failed';

/** What a person reads. `asked` is what was asked for; `about` as above, or the nearest names where it is not there. */
export function packageText(problem: PackageProblem, asked: string, about = ''): string {
  const name = isolated(asked);
  const detail = about === '' ? '' : isolated(about);
  const file = detail === '' ? msg('a file') : msg(str`the file ${detail}`);
  switch (problem) {
    case 'no-index':
      return msg(
        str`${name} is not here: this classroom was set up without extra packages. Ask your teacher.`,
      );
    case 'network-off':
      return msg(str`${name} is not here: your teacher has switched packages off for this class.`);
    case 'not-in-index':
      return detail === ''
        ? msg(str`${name} is not among the packages of this classroom. Ask your teacher.`)
        : msg(str`${name} is not among the packages of this classroom. Did you mean ${detail}?`);
    case 'impossible':
      return msg(str`${name} does not work in a browser: ${about}`);
    case 'offline':
      return msg(str`${name} is not on this computer yet: connect once, or ask your teacher.`);
    case 'list-unvouched':
      return unvouchedText(name);
    case 'index-broken':
      return msg(
        str`${name} could not be loaded: the list of packages cannot be read. Tell your teacher.`,
      );
    case 'index-other-python':
      return msg(
        str`${name} could not be loaded: the packages are for another version of Python. Tell your teacher.`,
      );
    case 'dependency-missing':
      return msg(
        str`${name} could not be loaded: it needs ${detail}, which is not among the packages of this classroom. Tell your teacher.`,
      );
    case 'file-missing':
      return msg(
        str`${name} could not be loaded: ${file} is missing on the server. Tell your teacher.`,
      );
    case 'file-damaged':
      return msg(
        str`${name} could not be loaded: ${file} came damaged. Run the cell again; if that does not help, tell your teacher.`,
      );
    case 'file-refused':
      return msg(
        str`${name} could not be loaded: the server did not give ${file}. Run the cell again a little later.`,
      );
    case 'file-too-large':
      return msg(
        str`${name} could not be loaded: ${file} is larger than any package. Tell your teacher.`,
      );
    case 'cut':
      return msg(str`${name} could not be loaded: the connection broke off. Run the cell again.`);
    case 'stalled':
      return msg(
        str`${name} could not be loaded: nothing came for a minute. Check the connection, then run the cell again.`,
      );
    case 'too-much':
      return msg(
        str`${name} could not be loaded: too much was loaded already. Restart Python, then run the cells again.`,
      );
    case 'other-version':
      return msg(str`${name} is not here in this version: there is ${detail}.`);
    case 'requirement-unreadable':
      return msg(
        str`"${asked}" is not the name of a package. Write it like this: %pip install numpy`,
      );
    case 'failed':
      return msg(str`${name} could not be loaded. Run the cell again.`);
  }
}

/** What a person reads, once in a life of Python, where packages came and there is no room to keep them. */
export const UNKEPT_TEXT = `${msg(
  'The storage of this browser is full: packages work now, and are loaded again next time. Remove files that you do not need.',
)}\n`;

const NO_GPU = msg(
  'it is too large, and nobody has made it for one. scikit-learn does much of it.',
);
const NO_WINDOWS = msg(
  'it opens windows of its own. Show pictures with matplotlib, or draw with turtle.',
);
const NO_SCREEN = msg('it works on the computer outside of the browser, which no page may touch.');

/** What learners ask for and cannot have, by module or package: why not, and what to take instead. */
export const IMPOSSIBLE: ReadonlyMap<string, string> = new Map(
  (
    [
      [NO_GPU, 'tensorflow keras torch torchvision pytorch jax transformers'],
      [NO_WINDOWS, 'PyQt5 PyQt6 PySide2 PySide6 wx kivy arcade pyglet customtkinter pysimplegui'],
      [NO_SCREEN, 'pyautogui selenium serial pyserial psutil pywin32 win32api RPi'],
    ] as const
  ).flatMap(([why, names]) => names.split(' ').map((name) => [name.toLowerCase(), why] as const)),
);

/** "Loading numpy (3.1 of 8.0 MB)…"; `total` null where nobody knows it. */
export function progressText(name: string, received: number, total: number | null): string {
  const mb = (bytes: number): string =>
    number(bytes / 1e6, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return total !== null && total >= received
    ? msg(str`Loading ${name} (${mb(received)} of ${mb(total)} MB)…`)
    : msg(str`Loading ${name} (${mb(received)} MB)…`);
}
