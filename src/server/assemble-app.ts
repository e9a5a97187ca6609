import { type Context, Hono } from 'hono';
import { compressAnswer } from './http/compress-answer.ts';
import { describeFailure } from './http/known-failure.ts';
import { answerProblem, ProblemError } from './http/problem-error.ts';
import { readQuery } from './http/query-parameters.ts';
import { readJsonBody } from './http/read-json-body.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { createDashboard } from './pages/serve-dashboard.ts';
import { answerSignInLink } from './pages/sign-in-link.ts';
import type { Route } from './routes/route.ts';
import type { ServerParts } from './server-parts.ts';

export interface AppLayout {
  /** Every route of the API. */
  table: readonly Route[];
  /** Mounted at `/events`; it knows its own tokens, and a sign-in opens nothing there. */
  eventRoad: Hono;
  /** Folder of the built dashboard. */
  dashboardFolder: string;
}

/** Builds the app: the event road, the routes of the table, and the dashboard for the rest. */
export function assembleApp(parts: ServerParts, layout: AppLayout): Hono {
  const { access, log } = parts;
  const app = new Hono();
  app.onError((error, { req }) => {
    // The path only: a query can hold what a log must not.
    return answerProblem(describeFailure(error, `${req.method} ${req.path}`, log));
  });
  app.use(async (context, next) => {
    await next();
    // Packing costs more time than a loopback takes for the bytes.
    if (access.signIn !== undefined) context.res = compressAnswer(context.req.raw, context.res);
    addSecurityHeaders(context.res.headers, kindOf(context.req.path));
  });
  // Answers before the checks that follow.
  app.route('/events', layout.eventRoad);
  app.use(async ({ req }, next) => {
    access.checkSource(req.raw, kindOf(req.path));
    await next();
  });
  for (const row of layout.table) {
    app.on(row.method, row.path, (context) => answerRoute(row, context, parts));
  }
  for (const [path, methods] of methodsByPath(layout.table)) {
    app.all(path, ({ req }) => refuseMethod(req, methods));
  }
  const dashboard = createDashboard(layout.dashboardFolder);
  app.all('*', ({ req }) => {
    const page =
      kindOf(req.path) === 'page'
        ? (answerSignInLink(req.raw, access) ?? dashboard(req.raw))
        : undefined;
    if (page === undefined) throw new ProblemError('not_found', 'There is nothing at this path');
    return req.method === 'GET' || req.method === 'HEAD' ? page : refuseMethod(req, ['GET']);
  });
  return app;
}

async function answerRoute(row: Route, { req }: Context, parts: ServerParts): Promise<Response> {
  const request = req.raw;
  if (!row.open) parts.access.checkSignedIn(request);
  if (row.method !== 'GET' && parts.closing.aborted) {
    throw new ProblemError('shutting_down', 'The server is shutting down; try again later');
  }
  return await row.handle({
    params: req.param(),
    query: readQuery(row.query ?? {}, new URL(request.url).searchParams),
    body: row.body && (await readJsonBody(request, row.body, row.largestBody)),
    request,
  });
}

/** What is not for people to look at is data. */
function kindOf(path: string): 'page' | 'data' {
  return /^\/(?:api|events)(?:\/|$)/.test(path) ? 'data' : 'page';
}

function methodsByPath(table: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const { path, method } of table) paths.set(path, [...(paths.get(path) ?? []), method]);
  return paths;
}

function refuseMethod({ method, path }: Context['req'], allowed: readonly string[]): never {
  const message = `${method} is not possible at ${path}; use ${allowed.join(' or ')}`;
  throw new ProblemError('method_not_allowed', message, { headers: { allow: allowed.join(', ') } });
}
