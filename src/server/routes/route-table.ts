import type { ServerParts } from '../server-parts.ts';
import { aboutRoutes } from './about-routes.ts';
import { agentRoutes } from './agent-routes.ts';
import { downloadRoutes } from './download-routes.ts';
import { endingRoutes } from './ending-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { listRoutes } from './list-routes.ts';
import { requestRoutes } from './request-routes.ts';
import type { Route } from './route.ts';
import { runRoutes } from './run-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { startRoutes } from './start-routes.ts';

/** Every route of the API, with those that are added from outside. */
export function routeTable(parts: ServerParts, more: readonly Route[]): readonly Route[] {
  const table: readonly Route[] = [
    ...aboutRoutes(() => table),
    ...sessionRoutes(parts),
    ...listRoutes(parts),
    ...startRoutes(parts),
    ...runRoutes(parts),
    ...eventRoutes(parts),
    ...downloadRoutes(parts),
    ...agentRoutes(parts),
    ...endingRoutes(parts),
    ...requestRoutes(parts),
    ...more,
  ];
  return table;
}
