import { type SessionState, sessionStateSchema, signInSchema } from '../../protocol/api/session.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { ServerParts } from '../server-parts.ts';
import { type Route, route } from './route.ts';

/** Signing in and out. Where the server has no token, everybody is signed in. */
export function sessionRoutes({ access }: ServerParts): Route[] {
  const path = '/api/session';
  const answer = { status: 200, description: 'How it stands', schema: sessionStateSchema } as const;
  return [
    route({
      method: 'GET',
      path,
      summary: 'Whether a sign-in is needed, and done',
      answer,
      open: true,
      handle: ({ request }) => state(access.signIn !== undefined, access.isSignedIn(request)),
    }),
    route({
      method: 'POST',
      path,
      summary: 'Sign in with the server’s token; the answer sets a cookie',
      body: signInSchema,
      answer,
      problems: ['unauthorized'],
      open: true,
      handle({ body: { token } }) {
        if (access.signIn === undefined) return state(false, true);
        if (!access.signIn.isToken(token)) {
          throw new ProblemError('unauthorized', 'That is not the token of this server');
        }
        return state(true, true, access.sessionCookie());
      },
    }),
    route({
      method: 'DELETE',
      path,
      summary: 'Sign out',
      answer,
      open: true,
      handle: ({ request }) =>
        state(access.signIn !== undefined, access.signIn === undefined, access.signOut(request)),
    }),
  ];
}

function state(required: boolean, signedIn: boolean, cookie?: string): Response {
  const body: SessionState = { required, signedIn };
  return Response.json(body, { headers: cookie === undefined ? {} : { 'set-cookie': cookie } });
}
