import ipaddr from 'ipaddr.js';
import { parseAddress } from './host-name.ts';

/** Where clouds answer their own machines, in a range that is public by its number. */
const METADATA = new Set(['168.63.129.16']);

/** What is said of ranges whose name alone would not be understood. */
const WORDS: Readonly<Record<string, string>> = {
  broadcast: 'the broadcast address',
  carrierGradeNat: 'an address of a carrier’s inner network',
  linkLocal: 'a link-local address',
  loopback: 'a loopback address',
  multicast: 'a multicast address',
  private: 'a private address',
  uniqueLocal: 'a private address',
  unspecified: 'the unspecified address',
};
const RESERVED = 'a reserved address';

const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number];

/** Says what kind of address it is when it is not one of the public internet; else undefined. */
export function whyNotPublic(address: string): string | undefined {
  // Also what does not parse: a rule that cannot be applied is not kept to.
  const parsed = parseAddress(address);
  if (parsed === undefined) return RESERVED;
  return parsed.kind() === 'ipv4'
    ? whyNotPublic4(parsed as ipaddr.IPv4)
    : whyNotPublic6(parsed as ipaddr.IPv6);
}

function whyNotPublic4(address: ipaddr.IPv4): string | undefined {
  if (METADATA.has(address.toString())) return 'an address of the cloud’s metadata service';
  const range = address.range();
  return range === 'unicast' ? undefined : (WORDS[range] ?? RESERVED);
}

function whyNotPublic6(address: ipaddr.IPv6): string | undefined {
  // A translator at the network's edge makes this a connection to the IPv4 address inside.
  if (address.match(NAT64)) return whyNotPublic4(new ipaddr.IPv4(address.toByteArray().slice(12)));
  const range = address.range();
  if (range === 'unicast' && address.match(GLOBAL_UNICAST)) return undefined;
  return WORDS[range] ?? RESERVED;
}
