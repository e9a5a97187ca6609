import { describeHop, type Hop, portOf } from './hop.ts';
import { NetworkError } from './network-error.ts';

/** How a message is framed on one connection is the business of whoever makes that connection. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const DEFAULTS: readonly (readonly [string, string])[] = [
  ['accept', '*/*'],
  ['accept-encoding', 'gzip, deflate, br'],
  ['user-agent', 'causeway'],
];

const MOST_BYTES = 64 * 1024;
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
// Everything that Latin-1 has but control characters.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The headers to send, names and values in turn.
 *
 * @throws NetworkError `invalid_request`, also for a Host header that names another host than the
 * URL: the list of allowed hosts would mean nothing on servers that serve many.
 */
export function headersToSend(hop: Hop): string[] {
  const sent: string[] = [];
  const names = new Set<string>();
  let bytes = 0;
  const fault = (told: string): NetworkError =>
    new NetworkError('invalid_request', `${describeHop(hop)} cannot be sent: ${told}`);
  for (const [name, value] of hop.headers) {
    if (!NAME.test(name)) throw fault(`${JSON.stringify(name.slice(0, 100))} names no header`);
    if (!VALUE.test(value)) throw fault(`header ${name} has characters that no header can have`);
    bytes += name.length + value.length + 4;
    if (bytes > MOST_BYTES) throw fault(`its headers are larger than ${MOST_BYTES} bytes`);
    const lower = name.toLowerCase();
    if (lower === 'host' && !isHostOf(value, hop)) {
      throw fault(
        `its Host header names ${value.slice(0, 100)}, and must name the host of the URL`,
      );
    }
    names.add(lower);
    if (!OF_THE_CONNECTION.has(lower)) sent.push(name, value);
  }
  for (const [name, value] of DEFAULTS) if (!names.has(name)) sent.push(name, value);
  return sent;
}

function isHostOf(value: string, { url, port }: Hop): boolean {
  const given = `${url.protocol}//${value}`;
  if (/[/?#@\\]/.test(value) || !URL.canParse(given)) return false;
  const named = new URL(given);
  return named.hostname.replace(/\.$/, '') === url.hostname && portOf(named) === port;
}
