import { type Health, healthSchema } from '../../protocol/api/run-answers.ts';
import { packageVersion } from '../package-version.ts';
import { openApiDocument } from './openapi-document.ts';
import { type Route, route } from './route.ts';

/** What a client asks before anything else. `table` is the whole table, these rows included. */
export function aboutRoutes(table: () => readonly Route[]): Route[] {
  let document: string | undefined;
  return [
    route({
      method: 'GET',
      path: '/api/health',
      summary: 'Whether the server answers',
      answer: { status: 200, description: 'It does', schema: healthSchema },
      open: true,
      handle: () => Response.json({ status: 'ok', version: packageVersion() } satisfies Health),
    }),
    route({
      method: 'GET',
      path: '/api/openapi.json',
      summary: 'This API as an OpenAPI 3.1 document',
      answer: { status: 200, description: 'The document' },
      open: true,
      handle() {
        document ??= JSON.stringify(openApiDocument(table(), packageVersion()));
        return new Response(document, { headers: { 'content-type': 'application/json' } });
      },
    }),
  ];
}
