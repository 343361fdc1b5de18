import { msg } from '../../src/words/words.ts';

/** Why Python ended. */
export type KernelEnd =
  | 'start-failed' // the files could not be loaded, or the worker did not start
  | 'crashed' // a fatal error of the interpreter
  | 'gone' // the browser ended the worker, or its whole process
  | 'unstoppable' // the cell did not stop when asked
  | 'restarted' // somebody restarted Python
  | 'network-off' // the class took the network from Python
  | 'closed'; // the kernel was shut down

/** What a person reads in the cell that was running. */
export const KERNEL_END_TEXT: Readonly<Record<KernelEnd, string>> = {
  'start-failed': msg('Python could not start. Check the connection, then run the cell again.'),
  crashed: msg(
    'Python stopped working and was restarted. All variables are gone: run the cells above again.',
  ),
  gone: msg(
    'The browser has ended Python, most likely because this computer is short of memory. Python was restarted. All variables are gone: close what you do not need, then run the cells above again.',
  ),
  unstoppable: msg(
    'The cell did not stop when asked, so Python was restarted. All variables are gone: run the cells above again.',
  ),
  restarted: msg('Python was restarted while this cell was running.'),
  'network-off': msg(
    'Python was restarted: this class does not allow the network any more. All variables are gone: run the cells above again.',
  ),
  closed: msg('Python was shut down while this cell was running.'),
};

export const KERNEL_TEXT = {
  willRestart: `${msg(
    'This code does not stop. Python will be restarted in 3 seconds; its variables will be lost.',
  )}\n`,
  outputCut: `${msg(
    'This cell shows more than a page can hold. The rest of its output is left out.',
  )}\n`,
  interruptedBeforeStart: msg('KeyboardInterrupt: stopped before the cell had started'),
  workerFailed: msg('Python could not work on this request'),
} as const;
