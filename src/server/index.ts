export { createServerApp, type ServerAppOptions } from './create-server-app.ts';
export { endLostRuns } from './end-lost-runs.ts';
export {
  type Route,
  type RouteAnswer,
  type RouteInput,
  type RouteRow,
  route,
} from './routes/route.ts';
export { ServerError, type ServerErrorCode } from './server-error.ts';
export type { ServerLog } from './server-log.ts';
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
