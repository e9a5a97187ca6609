import type { AllowList, Permission } from './allow-list.ts';
import { type HostName, inUrl, readHostName } from './host-name.ts';
import type { HttpRequest } from './http-exchange.ts';
import { NetworkError } from './network-error.ts';
import { withoutUserInfo } from './without-user-info.ts';

/** One request on its way to one server: the first, or one that a redirect asks for. */
export interface Hop {
  url: URL;
  host: HostName;
  port: number;
  method: string;
  headers: readonly (readonly [string, string])[];
  body: Uint8Array | undefined;
  /** The URL of the first request, when this one follows a redirect. */
  redirectedFrom?: URL;
}

const LONGEST_URL = 64 * 1024;
const METHOD = /^[!#$%&'*+.^_`|~0-9a-z-]{1,40}$/i;
/** They are about the connection and not about a resource. */
const REFUSED_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * Reads what was asked for.
 *
 * @throws NetworkError `invalid_url` or `invalid_request`.
 */
export function firstHop({ url, method = 'GET', headers = [], body }: HttpRequest): Hop {
  const name = String(method).toUpperCase();
  if (!METHOD.test(name) || REFUSED_METHODS.has(name)) {
    const shown = JSON.stringify(String(method).slice(0, 40));
    const told = `${shown} is not a method that can be sent; use GET, POST or the like`;
    throw new NetworkError('invalid_request', told);
  }
  return { ...readUrl(String(url)), method: name, headers, body };
}

/** Throws NetworkError `invalid_url`. */
export function readUrl(text: string): Pick<Hop, 'url' | 'host' | 'port'> {
  const fault = (told: string): NetworkError =>
    new NetworkError('invalid_url', `${showUrl(text)} cannot be fetched: ${told}`);
  if (text.length > LONGEST_URL) throw fault(`it is longer than ${LONGEST_URL} characters`);
  if (!URL.canParse(text))
    throw fault('it is not a URL; write all of it, like https://example.com');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw fault('only http: and https: can');
  }
  if (url.username !== '' || url.password !== '') {
    throw fault('it has a user name or password in it; send an Authorization header instead');
  }
  const host = readHostName(url.hostname);
  if (host === undefined) throw fault('no machine has such a name');
  if (url.port === '0') throw fault('there is no port 0');
  url.hostname = inUrl(host);
  url.hash = '';
  return { url, host, port: portOf(url) };
}

/** The port of a URL, which leaves out the usual one of its scheme. */
export function portOf({ protocol, port }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/** What a message calls a request. A query may hold secrets and is left out. */
export function describeHop({ method, url, redirectedFrom }: Hop): string {
  const from = redirectedFrom === undefined ? '' : ` (redirected from ${showUrl(redirectedFrom)})`;
  return `${method} ${showUrl(url)}${from}`;
}

const SHOWN_URL = 200;

function showUrl(url: URL | string): string {
  const text =
    typeof url === 'string'
      ? JSON.stringify(withoutUserInfo(url).replace(/[?#].*$/s, ''))
      : `${url.origin}${url.pathname}`;
  return text.length > SHOWN_URL ? `${text.slice(0, SHOWN_URL)}…` : text;
}

/**
 * Why the host of a hop may be reached.
 *
 * @throws NetworkError `host_not_allowed`, or `network_required` when no host may.
 */
export function permit(hop: Hop, list: AllowList): Permission {
  const permission = list.find(hop.host.text, hop.port);
  if (permission !== undefined) return permission;
  const host = inUrl(hop.host);
  const help = `list ${host} in allowedHosts, or run with --allow-host ${host}`;
  if (list.entries.length === 0) {
    const told = `a network is required for ${describeHop(hop)}, and there is none; ${help}`;
    throw new NetworkError('network_required', told);
  }
  const all = list.entries.slice(0, 10).join(', ') + (list.entries.length > 10 ? ', …' : '');
  const told = `${describeHop(hop)} is not allowed: the allowed hosts are ${all}; ${help}`;
  throw new NetworkError('host_not_allowed', told);
}
