export { createServerApp, type ServerAppOptions } from './create-server-app.ts';
export { endLostRuns } from './end-lost-runs.ts';
export { createEventRoad, type EventRoadOptions } from './event-road/create-event-road.ts';
export { EventKeyError, type EventKeyErrorCode } from './event-road/event-key-error.ts';
export type { EventKeys } from './event-road/event-keys.ts';
export { type EventUrlRequest, eventUrl } from './event-road/event-url.ts';
export { type EventKeySource, loadEventKeys } from './event-road/load-event-keys.ts';
export { ProblemError } from './http/problem-error.ts';
export { oneOf, optionalText, type QueryParameter, wholeNumber } from './http/query-parameters.ts';
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
