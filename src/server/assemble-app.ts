import { type Context, Hono } from 'hono';
import { describeFailure } from './http/known-failure.ts';
import { answerProblem, ProblemError } from './http/problem-error.ts';
import { readQuery } from './http/query-parameters.ts';
import { readJsonBody } from './http/read-json-body.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { createDashboard } from './pages/serve-dashboard.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { listRoutes } from './routes/list-routes.ts';
import type { Route } from './routes/route.ts';
import type { ServerParts } from './server-parts.ts';

/** Builds the app from the table of routes, with the dashboard below everything else. */
export function assembleApp(parts: ServerParts, dashboardFolder: string): Hono {
  const app = new Hono();
  const dashboard = createDashboard(dashboardFolder);
  const table = [...listRoutes(parts), ...eventRoutes(parts)];
  app.onError((error, context) => {
    // The path only: a query can hold what a log must not.
    const request = `${context.req.method} ${context.req.path}`;
    return answerProblem(describeFailure(error, request, parts.log));
  });
  app.use(async (context, next) => {
    await next();
    addSecurityHeaders(context.res.headers, isData(context.req.path) ? 'data' : 'page');
  });
  if (parts.eventRoad !== undefined) app.route('/events', parts.eventRoad.routes);
  for (const row of table) {
    app.on(row.method, row.path, (context) => answerRoute(row, context));
  }
  for (const [path, methods] of methodsByPath(table)) {
    app.all(path, ({ req }) => refuseMethod(req.method, path, methods));
  }
  app.all('*', ({ req }) => {
    const page = isData(req.path) ? undefined : dashboard(req.raw);
    if (page === undefined) throw new ProblemError('not_found', 'There is nothing at this path');
    if (req.method === 'GET' || req.method === 'HEAD') return page;
    return refuseMethod(req.method, req.path, ['GET']);
  });
  return app;
}

async function answerRoute(row: Route, context: Context): Promise<Response> {
  const { req } = context;
  const request = req.raw;
  return await row.handle({
    params: req.param(),
    query: readQuery(row.query ?? {}, new URL(request.url).searchParams),
    body: row.body && (await readJsonBody(request, row.body)),
    request,
  });
}

function isData(path: string): boolean {
  return /^\/(?:api|events)(?:\/|$)/.test(path);
}

function methodsByPath(table: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const { path, method } of table) paths.set(path, [...(paths.get(path) ?? []), method]);
  return paths;
}

function refuseMethod(method: string, path: string, allowed: readonly string[]): never {
  const message = `${method} is not possible at ${path}; ${allowed.join(' and ')} is`;
  throw new ProblemError('method_not_allowed', message, { headers: { allow: allowed.join(', ') } });
}
