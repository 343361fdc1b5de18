import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Names the bucket in which an address is counted: one of 65,536. */
export type AddressBucket = (address: string) => string;

/**
 * Counts per address without keeping addresses: each falls into one of 65,536 buckets by `secret`, which
 * is kept nowhere for long, so memory is bounded however many addresses somebody owns. An IPv6
 * address counts by its first 56 bits, the smallest part that a provider gives to a household.
 */
export function addressBuckets(secret: () => Uint8Array): AddressBucket {
  return (address) =>
    createHmac('sha256', secret()).update(network(address)).digest('hex').slice(0, 4);
}

/**
 * The address a request comes from. With `proxies` trusted reverse proxies in front, it is the entry
 * of `X-Forwarded-For` that the outermost of them has written.
 */
export function clientAddress(request: IncomingMessage, proxies: number): string {
  const direct = request.socket.remoteAddress ?? '';
  if (proxies === 0) return direct;
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return forwarded.at(-proxies) ?? direct;
}

function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  const bits = groups.map((group) => group.padStart(4, '0')).join('');
  return bits.slice(0, 14);
}
