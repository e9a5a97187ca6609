import { safeLink } from '../../../../protocol/safe-link.ts';

/**
 * What can be offered of a URL that an agent wants opened. `link`: http or https, split so that its
 * host can be made to stand out; `href` is exactly what the browser would open. `blocked`: text only.
 */
export type UrlOffer =
  | {
      kind: 'link';
      href: string;
      before: string;
      /** As the network sees it: punycode where the name is not ASCII. With the port, if it is not the usual one. */
      host: string;
      after: string;
      /** Whether the text that was given differs from what would be opened. */
      changed: boolean;
      /** Whether a user name stands before the host, which can be made to look like one. */
      hasUser: boolean;
    }
  | { kind: 'blocked'; scheme: string };

/** Judges a URL as an agent gave it. Never throws. */
export function offerUrl(given: string): UrlOffer {
  const url = safeLink(given);
  if (url === undefined) {
    const scheme = URL.canParse(given) ? new URL(given).protocol : 'not a URL';
    return { kind: 'blocked', scheme };
  }
  const { href, host, username, password } = url;
  const hasUser = username !== '' || password !== '';
  const user = password === '' ? username : `${username}:${password}`;
  const before = `${url.protocol}//${hasUser ? `${user}@` : ''}`;
  return {
    kind: 'link',
    href,
    before,
    host,
    after: href.slice(before.length + host.length),
    changed: href !== given && href !== `${given}/`,
    hasUser,
  };
}
