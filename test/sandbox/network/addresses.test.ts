import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyNotPublic } from '../../../src/sandbox/node/network/address-rules.ts';
import { readUrl } from '../../../src/sandbox/node/network/hop.ts';

/** What the registries of special addresses name, and the clouds' own. */
const SPECIAL_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['168.63.129.16', 32],
] as const;
const SPECIAL_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

const special = new BlockList();
for (const [net, prefix] of SPECIAL_4) special.addSubnet(net, prefix, 'ipv4');
const special6 = new BlockList();
for (const [net, prefix] of SPECIAL_6) special6.addSubnet(net, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

const number4 = fc.integer({ min: 0, max: 0xffffffff });
/** Every number, and those in special ranges often enough to be tried. */
const biased4 = fc.oneof(
  number4,
  fc.tuple(fc.constantFrom(...SPECIAL_4), number4).map(([[net, prefix], low]) => {
    const mask = prefix === 32 ? 0 : 0xffffffff >>> prefix;
    return (toNumber(net) | (low & mask)) >>> 0;
  }),
);

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

function groups(number: number): string {
  return `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
}

const RUNS = { numRuns: 5000 };

describe('H-S4 an address', () => {
  test('of version 4 is public exactly when no registry says otherwise', () => {
    fc.assert(
      fc.property(biased4, (number) => {
        const address = dotted(number);
        expect(whyNotPublic(address) !== undefined).toBe(special.check(address, 'ipv4'));
      }),
      RUNS,
    );
  });

  test('of version 4 inside one of version 6 is judged as what it is', () => {
    fc.assert(
      fc.property(biased4, (number) => {
        const expected = special.check(dotted(number), 'ipv4');
        for (const around of ['::ffff:', '64:ff9b::']) {
          expect(whyNotPublic(around + groups(number)) !== undefined).toBe(expected);
          expect(whyNotPublic(around + dotted(number)) !== undefined).toBe(expected);
        }
        // Old ways of putting one into the other, which nothing public uses.
        for (const around of [`::${dotted(number)}`, `2002:${groups(number)}::1`]) {
          expect(whyNotPublic(around)).toBeTypeOf('string');
        }
      }),
      RUNS,
    );
  });

  test('of version 6 is public only among the global ones, and not where registries say no', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const biased = fc.oneof(
      group,
      fc.constantFrom(0, 0x2001, 0x2002, 0x2620, 0x3fff, 0xfc00, 0xfe80, 0xff02),
    );
    fc.assert(
      fc.property(fc.tuple(biased, biased, group, group, group, group, group, group), (parts) => {
        const address = parts.map((part) => part.toString(16)).join(':');
        const nat64 = address.startsWith('64:ff9b:0:0:0:0:');
        const expected = global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
        if (!nat64) expect(whyNotPublic(address) === undefined).toBe(expected);
      }),
      RUNS,
    );
  });

  test.each([
    ['127.0.0.1', 'a loopback address'],
    ['::1', 'a loopback address'],
    ['10.1.2.3', 'a private address'],
    ['172.31.255.255', 'a private address'],
    ['192.168.0.1', 'a private address'],
    ['fd00::1', 'a private address'],
    ['fd00:ec2::254', 'a private address'],
    ['169.254.169.254', 'a link-local address'],
    ['fe80::1', 'a link-local address'],
    ['100.100.100.200', 'an address of a carrier’s inner network'],
    ['0.0.0.0', 'the unspecified address'],
    ['::', 'the unspecified address'],
    ['224.0.0.1', 'a multicast address'],
    ['ff02::1', 'a multicast address'],
    ['255.255.255.255', 'the broadcast address'],
    ['168.63.129.16', 'an address of the cloud’s metadata service'],
    ['203.0.113.9', 'a reserved address'],
    ['2001:db8::1', 'a reserved address'],
    ['2001:0:7f00:1::', 'a reserved address'],
    ['64:ff9b:1::7f00:1', 'a reserved address'],
    ['fec0::1', 'a reserved address'],
    ['fe80::1%eth0', 'a reserved address'],
    ['2606:4700::1%eth0', 'a reserved address'],
    ['no address', 'a reserved address'],
    ['', 'a reserved address'],
    ['1.1.1.1', undefined],
    ['93.184.216.34', undefined],
    ['172.32.0.1', undefined],
    ['2606:4700::1111', undefined],
  ])('%s is %s', (address, kind) => {
    expect(whyNotPublic(address)).toBe(kind);
  });

  test('is the same in every spelling that a URL can give it', () => {
    fc.assert(
      fc.property(number4, fc.integer({ min: 0, max: 8 }), (number, way) => {
        const parts = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
        const [a, b, c, d] = parts as [number, number, number, number];
        const spelling = [
          String(number),
          `0x${number.toString(16)}`,
          `0${number.toString(8)}`,
          `${a}.${number & 0xffffff}`,
          `${a}.${b}.${number & 0xffff}`,
          `0x${a.toString(16)}.0${b.toString(8)}.${c}.${d}`,
          `${a}.${b}.${c}.${d}.`,
          `[::ffff:${groups(number)}]`,
          `[0:0:0:0:0:FFFF:${a}.${b}.${c}.${d}]`,
        ][way];
        expect(readUrl(`http://${spelling}/`).host.text).toBe(dotted(number));
      }),
    );
  });
});
