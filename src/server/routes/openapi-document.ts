import * as z from 'zod/mini';
import { type ProblemCode, problemSchema, problemStatus } from '../../protocol/api/problem.ts';
import { openRequestSchema, runSummarySchema } from '../../protocol/api/run-summary.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** Problems that any route can answer with. */
const EVERYWHERE: readonly ProblemCode[] = [
  'bad_request',
  'unauthorized',
  'forbidden',
  'internal',
  'storage_failed',
  'shutting_down',
];
/** Those of a route that takes a body. */
const WITH_BODY: readonly ProblemCode[] = [
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
];

/** Schemas that stand once under a name, so that a generated client has one type for each. */
const NAMED = {
  Problem: problemSchema,
  RunSummary: runSummarySchema,
  OpenRequest: openRequestSchema,
};

const names = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(NAMED)) names.add(schema, { id });

/** How a viewer of a stream who comes back says what it had. */
const LAST_EVENT_ID: Json = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'The `id` of the last frame you have; the stream goes on after it.',
  schema: { type: 'string' },
};

/** Writes the table of routes down as an OpenAPI 3.1 document. */
export function openApiDocument(table: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const row of table) {
    const path = row.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: operation(row) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Causeway',
      version,
      description:
        'Runs, their events and their calls. A problem body names what is wrong by a stable code.',
    },
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token of the server.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'causeway_session_PORT',
          description: 'Set by `POST /api/session` and by the sign-in link.',
        },
      },
    },
    // A server that listens on this machine only asks for neither.
    security: [{}, { token: [] }, { session: [] }],
  };
}

function operation(row: Route): Json {
  const { answer } = row;
  const type = answer.mediaType ?? 'application/json';
  const schema = answer.schema === undefined ? {} : schemaOf(answer.schema);
  const content = answer.status === 204 ? {} : { content: { [type]: { schema } } };
  return {
    operationId: operationId(row),
    summary: row.summary,
    ...(row.open && { security: [] }),
    parameters: [
      ...pathParameters(row.path),
      ...queryParameters(row),
      ...(type === 'text/event-stream' ? [LAST_EVENT_ID] : []),
    ],
    ...requestBody(row),
    responses: {
      [answer.status]: { description: answer.description, ...content },
      ...problemAnswers(row),
    },
  };
}

function requestBody({ body, largestBody }: Route): Json {
  if (body !== undefined) {
    return { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } };
  }
  if (largestBody === undefined) return {};
  return { requestBody: { content: { 'application/octet-stream': { schema: {} } } } };
}

/** `GET /api/runs/:run/events` is `get_runs_run_events`. */
function operationId({ method, path }: Route): string {
  return [method.toLowerCase(), ...path.split(/[/:.-]+/).slice(2)].join('_');
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query = {} }: Route): Json[] {
  return Object.entries(query as NonNullable<Route['query']>).map(([name, parameter]) => {
    const { description, schema } = parameter as { description: string; schema: Json };
    return { name, in: 'query', description, schema };
  });
}

/** One answer for each status, which names the codes it comes with. */
function problemAnswers({ problems = [], body }: Route): Json {
  const codes = new Set([...EVERYWHERE, ...(body === undefined ? [] : WITH_BODY), ...problems]);
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const status = problemStatus[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const schema = { $ref: '#/components/schemas/Problem' };
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      { description: names.join(', '), content: { 'application/json': { schema } } },
    ]),
  );
}

/** A schema in which those with a name are references to it. */
function schemaOf(schema: z.ZodMiniType<unknown>): Json {
  const { $schema, $defs, ...rest } = written(schema);
  return rest;
}

function namedSchemas(): Json {
  return Object.assign({}, ...Object.values(NAMED).map((schema) => written(schema).$defs));
}

function written(schema: z.ZodMiniType<unknown>): Json {
  const json = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    metadata: names,
  });
  return JSON.parse(JSON.stringify(json), (key, value: unknown) =>
    key === '$ref' ? String(value).replace('#/$defs/', '#/components/schemas/') : value,
  );
}
