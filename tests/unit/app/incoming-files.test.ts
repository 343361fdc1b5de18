import { describe, expect, it } from 'vitest';
import { openIncoming, type IncomingTarget } from '../../../src/app/incoming-files.ts';
import type { LecternError } from '../../../src/base/lectern-error.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';

/** A file browser in which all that comes lands under its own name. */
function target(): IncomingTarget & { opened: Promise<void>; names: string[]; told: string[] } {
  const names: string[] = [];
  const told: string[] = [];
  const app = {
    addFile: async ({ name }: { name: string }) => name,
    openFile: (name: string) => void names.push(name),
  } as unknown as NotebookApp;
  return {
    names,
    told,
    opened: Promise.resolve(),
    whole: new ObservableValue<NotebookApp | null>(app),
    show: () => undefined,
    tell: ({ code }: LecternError) => void told.push(code),
  };
}

describe('openIncoming', () => {
  it('[PW5] a file from outside gets a plain name in the file browser, wherever its own leads', async () => {
    const to = target();
    await openIncoming(to, [new File(['1'], '../../a/b.py'), new File(['1'], 'c:\\d.py')]);
    expect(to.names).toEqual(['b.py', 'c--d.py']);
    expect(to.told).toEqual([]);
  });

  it('[PW5] what has no name is told, and the others open', async () => {
    const to = target();
    await openIncoming(to, [new File(['1'], '..'), new File(['1'], 'a.py')]);
    expect([to.names, to.told]).toEqual([['a.py'], ['file-damaged']]);
  });

  it('[PW5] of many files twenty are opened, and it is said', async () => {
    const to = target();
    await openIncoming(
      to,
      Array.from({ length: 21 }, (_, index) => new File([], `${index}.py`)),
    );
    expect(to.names).toHaveLength(20);
    expect(to.told).toEqual(['files-too-many']);
  });

  it('[PW5] a file that is too large, or gone, is told', async () => {
    const to = target();
    const huge = new File([], 'huge.csv');
    Object.defineProperty(huge, 'size', { value: 65 * 1024 * 1024 });
    const gone = new File([], 'gone.py');
    gone.arrayBuffer = async () => Promise.reject(new Error('gone'));
    await openIncoming(to, [huge]);
    await openIncoming(to, [gone]);
    expect([to.names, to.told]).toEqual([[], ['too-large', 'file-missing']]);
  });
});
