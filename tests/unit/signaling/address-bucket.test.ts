import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressBuckets, clientAddress } from '../../../signaling/address-bucket.ts';

const bucket = addressBuckets(() => new Uint8Array(32));

test('one IPv4 address is one bucket, however it is written', () => {
  expect(bucket('::ffff:192.0.2.7')).toBe(bucket('192.0.2.7'));
  expect(bucket('192.0.2.8')).not.toBe(bucket('192.0.2.7'));
});

test('IPv6 addresses count by their first 56 bits', () => {
  expect(bucket('2001:db8:0:1201::1')).toBe(bucket('2001:0db8:0000:12ff:1:2:3:4'));
  expect(bucket('2001:db8::1')).toBe(bucket('2001:db8:0:ff::2'));
  expect(bucket('2001:db8:0:1301::1')).not.toBe(bucket('2001:db8:0:1201::1'));
  expect(bucket('fe80::1%eth0')).toBe(bucket('fe80::2'));
});

test('there are at most 65,536 buckets, and their names hold no address', () => {
  for (let i = 0; i < 100; i++) expect(bucket(`192.0.2.${i}`)).toMatch(/^[\da-f]{4}$/);
});

test('a forwarded address is believed from as many proxies as are trusted, from the near end', () => {
  const request = (forwarded?: string): IncomingMessage =>
    ({
      socket: { remoteAddress: '10.0.0.1' },
      headers: { 'x-forwarded-for': forwarded },
    }) as unknown as IncomingMessage;
  expect(clientAddress(request('1.1.1.1, 2.2.2.2'), 0)).toBe('10.0.0.1');
  expect(clientAddress(request('1.1.1.1, 2.2.2.2'), 1)).toBe('2.2.2.2');
  expect(clientAddress(request('1.1.1.1, 2.2.2.2'), 2)).toBe('1.1.1.1');
  expect(clientAddress(request(), 1)).toBe('10.0.0.1');
});
