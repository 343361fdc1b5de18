import { describe, expect, it } from 'vitest';
import { followLaunches, type LaunchQueue } from '../../../src/app/launches.ts';

type Consumer = Parameters<LaunchQueue['setConsumer']>[0];

const base = 'https://school.example/lectern/';

function launched(): { consume: Consumer; opened: string[]; followed: string[] } {
  let consume: Consumer = () => undefined;
  const opened: string[] = [];
  const followed: string[] = [];
  followLaunches({ setConsumer: (consumer) => (consume = consumer) }, base, {
    openFiles: async (files) => void opened.push(...files.map(({ name }) => name)),
    follow: (hash) => void followed.push(hash),
  });
  return { consume: (params) => consume(params), opened, followed };
}

describe('followLaunches', () => {
  it('[PW5] the address that the page was loaded with is not followed twice', () => {
    const { consume, followed } = launched();
    consume({ targetURL: `${base}#/teach` });
    expect(followed).toEqual([]);
    consume({ targetURL: `${base}#/join` });
    expect(followed).toEqual(['#/join']);
  });

  it('[PW5] an address of another place is not followed', () => {
    const { consume, followed } = launched();
    consume({});
    for (const targetURL of [
      'https://evil.example/lectern/#/join',
      'https://school.example/#/x',
      null,
    ])
      consume({ targetURL });
    expect(followed).toEqual([]);
  });

  it('[PW5] files are opened at every launch; one that cannot be read is passed over', async () => {
    const { consume, opened } = launched();
    const file = { getFile: async () => new File([], 'a.py') };
    const gone = { getFile: async () => Promise.reject(new Error('gone')) };
    consume({ targetURL: base, files: [file, gone, {}] });
    await expect.poll(() => opened).toEqual(['a.py']);
  });
});
