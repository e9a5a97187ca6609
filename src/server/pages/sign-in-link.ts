import type { Access } from '../access/access.ts';

/** Place of the dashboard where a person signs in; with a `key`, the link that does it for them. */
const SIGN_IN_PATH = '/sign-in';

/** A path that signs in whoever opens it first, and leads on to a place of the dashboard. */
export function signInPath(key: string, place: string): string {
  const to = place === '/' ? '' : `&to=${encodeURIComponent(place)}`;
  return `${SIGN_IN_PATH}?key=${key}${to}`;
}

/**
 * Answers the opening of a sign-in link; undefined for any other request. A link that is used up
 * leads to the place where a person types the token.
 */
export function answerSignInLink(request: Request, access: Access): Response | undefined {
  const { pathname, searchParams } = new URL(request.url);
  const key = searchParams.get('key');
  if (pathname !== SIGN_IN_PATH || key === null || request.method !== 'GET') return undefined;
  const place = readPlace(searchParams.get('to'));
  const cookie = access.signIn?.takeLinkKey(key) ? access.sessionCookie() : undefined;
  const welcome = cookie !== undefined || access.isSignedIn(request);
  return new Response(null, {
    status: 303,
    headers: {
      location: welcome ? place : SIGN_IN_PATH,
      'cache-control': 'no-store',
      ...(cookie !== undefined && { 'set-cookie': cookie }),
    },
  });
}

/** Only a path of this server: a link must not lead elsewhere. */
function readPlace(to: string | null): string {
  return to !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) ? to : '/';
}
