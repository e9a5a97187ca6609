import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { serve } from './support.ts';

test('the document of the API names every route with its parameters, bodies and problems', async () => {
  const { call } = await serve();
  const { body: document } = await call('GET', '/api/openapi.json');
  expect(document.openapi).toBe('3.1.1');
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(operations.sort()).toEqual([
    'DELETE /api/runs/{run}',
    'DELETE /api/session',
    'GET /api/attention',
    'GET /api/blobs/{id}',
    'GET /api/health',
    'GET /api/openapi.json',
    'GET /api/runs',
    'GET /api/runs/{run}',
    'GET /api/runs/{run}/events',
    'GET /api/runs/{run}/files/{seq}',
    'GET /api/runs/{run}/journal.ndjson',
    'GET /api/runs/{run}/output',
    'GET /api/runs/{run}/stream',
    'GET /api/session',
    'GET /api/stream',
    'POST /api/prune',
    'POST /api/runs',
    'POST /api/runs/{run}/cancel',
    'POST /api/runs/{run}/end',
    'POST /api/runs/{run}/events',
    'POST /api/runs/{run}/requests/{request}',
    'POST /api/session',
    'PUT /api/runs/{run}/blobs/{id}',
  ]);
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods as object).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  const events = document.paths['/api/runs/{run}/events'].get;
  expect(events.parameters).toMatchObject([
    { name: 'run', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'after', in: 'query', schema: { type: 'integer', minimum: 0, default: 0 } },
    { name: 'limit', in: 'query', schema: { minimum: 1, maximum: 10_000, default: 1000 } },
  ]);
  expect(events.responses['404'].description).toBe('not_found');
  for (const [path, methods] of Object.entries<Record<string, { responses: object }>>(
    document.paths,
  )) {
    if (!path.includes('{run}')) continue;
    for (const { responses } of Object.values(methods)) {
      expect(Object.keys(responses), path).toEqual(expect.arrayContaining(['404', '410']));
    }
  }
  expect(document.paths['/api/runs'].post.responses['201']).toBeDefined();
});

test('what several routes answer with has one name, and streams say how to come back', async () => {
  const { call } = await serve();
  const { body: document } = await call('GET', '/api/openapi.json');
  expect(Object.keys(document.components.schemas).sort()).toEqual([
    'OpenRequest',
    'Problem',
    'RunSummary',
  ]);
  const reference = { $ref: '#/components/schemas/RunSummary' };
  const page = document.paths['/api/runs'].get.responses['200'].content['application/json'];
  expect(page.schema.properties.runs.items).toEqual(reference);
  const view = document.paths['/api/runs/{run}'].get.responses['200'].content['application/json'];
  expect(view.schema.properties.summary).toEqual(reference);
  expect(JSON.stringify(document)).not.toContain('$defs');
  for (const path of ['/api/stream', '/api/runs/{run}/stream']) {
    expect(document.paths[path].get.parameters).toContainEqual(
      expect.objectContaining({ name: 'Last-Event-ID', in: 'header' }),
    );
  }
});

test('every schema of the document is one, and every path parameter is named', async () => {
  const { call } = await serve();
  const { body: document } = await call('GET', '/api/openapi.json');
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  let schemas = 0;
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (key === 'schema') {
        schemas += 1;
        expect(() => ajv.compile({ $ref: `document#${encodeURI(at)}` }), at).not.toThrow();
      } else walk(part, at);
    }
  };
  walk(document.paths, '/paths');
  expect(schemas).toBeGreaterThan(50);
  for (const [path, methods] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values(methods as object)) {
      const given = parameters.filter((one: { in: string }) => one.in === 'path');
      expect(given.map((one: { name: string }) => one.name)).toEqual(named);
    }
  }
});

test('what the routes answer fits the schemas that the document gives', async () => {
  const { call, journal } = await serve();
  const { body: document } = await call('GET', '/api/openapi.json');
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(document, 'document');
  const fits = async (method: string, path: string, template: string, body?: unknown) => {
    const answer = await call(method, path, body);
    const at = `/paths/${template.replaceAll('/', '~1')}/${method.toLowerCase()}/responses/${answer.status}`;
    const $ref = `document#${encodeURI(at)}/content/application~1json/schema`;
    const check = ajv.compile({ $ref });
    expect(check(answer.body), `${method} ${path}: ${JSON.stringify(check.errors)}`).toBe(true);
    return answer.body;
  };
  const { runId } = await fits('POST', '/api/runs', '/api/runs', { kind: 'external' });
  await journal.append(runId, [
    { type: 'call.began', callId: 'c', tool: 't', args: { value: 1 }, road: 'event' },
    { type: 'attention.raised', id: 'q', reason: 'x' },
  ]);
  await fits('GET', '/api/runs', '/api/runs');
  await fits('GET', `/api/runs/${runId}`, '/api/runs/{run}');
  await fits('GET', `/api/runs/${runId}/events`, '/api/runs/{run}/events');
  await fits('GET', '/api/attention', '/api/attention');
  const closing = '/api/runs/{run}/requests/{request}';
  await fits('POST', `/api/runs/${runId}/requests/q`, closing, {});
  await fits('POST', `/api/runs/${runId}/requests/q`, closing, {});
  await fits('POST', `/api/runs/${runId}/end`, '/api/runs/{run}/end', {});
  await fits('POST', `/api/runs/${runId}/end`, '/api/runs/{run}/end', {});
  await fits('POST', '/api/prune', '/api/prune', { keep: 0 });
  await fits('POST', '/api/prune', '/api/prune', {});
  await fits('GET', `/api/runs/${runId}`, '/api/runs/{run}');
  await fits('GET', '/api/health', '/api/health');
  await fits('GET', '/api/session', '/api/session');
});
