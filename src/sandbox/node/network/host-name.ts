import { isIP, isIPv6 } from 'node:net';
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

/** A host in the one spelling by which hosts are compared. */
export interface HostName {
  /** Lower case, punycode, without the root's dot; an address without brackets. */
  text: string;
  isAddress: boolean;
}

const LONGEST_NAME = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Reads the `hostname` of a URL; undefined for one that no machine has. */
export function readHostName(hostname: string): HostName | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isIP(bare) !== 0) {
    // A zone names an interface of this machine, which is nobody's business in a URL.
    return bare.includes('%') ? undefined : { text: plainAddress(bare), isAddress: true };
  }
  const fits = bare.length <= LONGEST_NAME && bare.split('.').every((label) => LABEL.test(label));
  return fits ? { text: bare, isAddress: false } : undefined;
}

/**
 * Reads an address; an IPv4 address mapped into IPv6 is that IPv4 address. Undefined for what is none,
 * and for one with a zone.
 */
export function parseAddress(text: string): IPv4 | IPv6 | undefined {
  if (isIP(text) === 0 || text.includes('%')) return undefined;
  // `::1.2.3.4` is an address of IPv6, but the parser takes it for a mapped one: URLs spell it out.
  const spelled = isIPv6(text) ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : text;
  return ipaddr.process(spelled);
}

/** The one spelling of an address; a text that is none stays as it is. */
export function plainAddress(text: string): string {
  return parseAddress(text)?.toString() ?? text;
}

/** A host as it stands in a URL. */
export function inUrl({ text }: Pick<HostName, 'text'>): string {
  return text.includes(':') ? `[${text}]` : text;
}
