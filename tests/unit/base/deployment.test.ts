import { expect, test } from 'vitest';
import { defaultDeployment, parseDeployment } from '../../../src/base/deployment.ts';

const PAGE = 'https://school.example/lectern/';

/** What is read of a setting, or the part that is wrong. */
function read(setting: unknown) {
  const parsed = parseDeployment(
    typeof setting === 'string' ? setting : JSON.stringify(setting),
    PAGE,
  );
  return parsed.ok ? parsed.value : parsed.error;
}

test('what a host does not set is on the page’s own origin, and asks nobody else', () => {
  expect(read({})).toEqual(defaultDeployment(PAGE));
  expect(defaultDeployment(PAGE)).toEqual({
    signaling: 'wss://school.example/signal',
    packages: ['https://school.example/lectern/packages/'],
    kernels: [],
    iceServers: [],
  });
});

test('addresses are relative to the page, and become those of sockets and folders', () => {
  const iceServers = [{ urls: ['stun:stun.example'] }];
  expect(
    read({ signaling: 'signal', packages: ['more', 'http://cdn.example/a/'], iceServers }),
  ).toEqual({
    signaling: 'wss://school.example/lectern/signal',
    packages: ['https://school.example/lectern/more/', 'http://cdn.example/a/'],
    kernels: [],
    iceServers,
  });
  expect(read({ signaling: 'http://10.0.0.1:8080/signal' })).toMatchObject({
    signaling: 'ws://10.0.0.1:8080/signal',
  });
});

test.each([
  ['no JSON', '{', 'json'],
  ['a list', [], 'json'],
  ['a book', `{"a": "${'x'.repeat(70_000)}"}`, 'json'],
  ['a script for signalling', { signaling: 'javascript:alert(1)' }, 'signaling'],
  ['no signalling', { signaling: null }, 'signaling'],
  ['an address with a password', { signaling: 'wss://a:b@school.example' }, 'signaling'],
  ['an endless address', { signaling: `/${'x'.repeat(600)}` }, 'signaling'],
  ['one index that is none', { packages: ['packages/', 7] }, 'packages'],
  ['a file of the computer', { packages: ['file:///etc/'] }, 'packages'],
  ['too many indexes', { packages: Array.from({ length: 9 }, () => 'a') }, 'packages'],
  ['a kernel that is a number', { kernels: [3] }, 'kernels'],
  ['a server of another kind', { iceServers: [{ urls: 'https://a.example' }] }, 'iceServers'],
  ['half a login', { iceServers: [{ urls: 'turn:a.example', username: 'a' }] }, 'iceServers'],
])('%s is refused by name', (_, setting, part) => {
  expect(read(setting)).toBe(part);
});
