import { isIPv6 } from 'node:net';
import { inUrl, readHostName } from './host-name.ts';
import { NetworkError } from './network-error.ts';

/** Why a host may be reached: listed itself, or only as one of the public internet. */
export type Permission = 'itself' | 'if-public';

/** The hosts that a session may reach. */
export interface AllowList {
  /** In their one spelling. */
  readonly entries: readonly string[];
  /** Undefined for a host that may not be reached. `host` as `readHostName` gives it. */
  find(host: string, port: number): Permission | undefined;
}

interface Entry {
  kind: 'any' | 'subdomains' | 'host';
  /** The host, or what subdomains end in. */
  text: string;
  /** Addresses and `localhost`, which mean a machine and not a name. */
  isMachine: boolean;
  /** Undefined: every port. */
  port: number | undefined;
}

/**
 * Reads `allowedHosts`.
 *
 * @throws NetworkError `invalid_allowed_host` for the first entry that is none.
 */
export function readAllowList(allowedHosts: readonly string[]): AllowList {
  if (!Array.isArray(allowedHosts)) {
    const message = `allowedHosts is a list of texts, not ${typeof allowedHosts}`;
    throw new NetworkError('invalid_allowed_host', message);
  }
  const entries = allowedHosts.map(readEntry);
  return {
    entries: entries.map(showEntry),
    find(host, port) {
      let found: Permission | undefined;
      for (const entry of entries) {
        if (!covers(entry, host, port)) continue;
        if (entry.isMachine) return 'itself';
        found = 'if-public';
      }
      return found;
    },
  };
}

function covers({ kind, text, port: only }: Entry, host: string, port: number): boolean {
  if (only !== undefined && only !== port) return false;
  // The machine itself is never meant by a pattern.
  if (kind === 'any') return host !== 'localhost';
  return kind === 'host' ? host === text : host.endsWith(`.${text}`);
}

function showEntry({ kind, text, port }: Entry): string {
  const host = kind === 'any' ? '*' : kind === 'subdomains' ? `*.${text}` : inUrl({ text });
  return port === undefined ? host : `${host}:${port}`;
}

const FORM = 'write it like example.com, *.example.com, example.com:8443, 127.0.0.1, [::1] or *';

function readEntry(given: unknown): Entry {
  const fault = (told: string): NetworkError => {
    const shown = JSON.stringify(given)?.slice(0, 100) ?? typeof given;
    return new NetworkError('invalid_allowed_host', `Allowed host ${shown}: ${told}`);
  };
  if (typeof given !== 'string') throw fault(`not a text; ${FORM}`);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) {
    throw fault('a URL, where a host is needed; leave out what comes before and after the host');
  }
  const parts = isIPv6(given) ? [given, given] : /^(\[.*\]|[^:]*)(?::(\d{1,5}))?$/.exec(given);
  const text = parts?.[1] ?? '';
  const port = isIPv6(given) || parts?.[2] === undefined ? undefined : Number(parts[2]);
  if (text === '' || /[\s/?#@\\%]/.test(given)) throw fault(`not a host; ${FORM}`);
  if (port !== undefined && (port < 1 || port > 65_535)) {
    throw fault('the port is not one; ports are 1 to 65535');
  }
  if (text === '*') return { kind: 'any', text, isMachine: false, port };
  const wild = text.startsWith('*.');
  const host = parseHost(wild ? text.slice(2) : text);
  if (host === undefined) throw fault(`not a host; ${FORM}`);
  if (!host.isAddress) {
    const isMachine = !wild && host.text === 'localhost';
    return { kind: wild ? 'subdomains' : 'host', text: host.text, isMachine, port };
  }
  if (wild) throw fault('an address has no subdomains; list each address');
  // Where a number means an address, a person rarely knows which.
  if (!host.text.includes(':') && !text.includes(':') && text !== host.text) {
    throw fault(`an odd spelling of ${host.text}; write that`);
  }
  return { kind: 'host', text: host.text, isMachine: true, port };
}

/** The host as a URL would have it. */
function parseHost(text: string): ReturnType<typeof readHostName> {
  const bracketed = isIPv6(text) ? `[${text}]` : text;
  if (text.includes('*') || !URL.canParse(`http://${bracketed}/`)) return undefined;
  return readHostName(new URL(`http://${bracketed}/`).hostname);
}
