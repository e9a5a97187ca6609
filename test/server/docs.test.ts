import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemStatus } from '../../src/protocol/api/problem.ts';
import { serve } from './support.ts';

const page = readFileSync(new URL('../../docs/server.md', import.meta.url), 'utf8');

/** First and second cells of the tables of the page. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

test('the page of the server names every route, and no other', async () => {
  const { call } = await serve();
  const { paths } = (await call('GET', '/api/openapi.json')).body;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const told = rows.map(([, first = '']) => first).filter((cell) => /^[A-Z]+ \//.test(cell));
  expect(told.sort()).toEqual(routes.sort());
});

test('the page of the server names every error code with its status, and no other', () => {
  const told = rows
    .filter(([, status = '']) => /^\d{3}$/.test(status))
    .map(([, status, code]) => [code, Number(status)]);
  expect(Object.fromEntries(told)).toEqual(problemStatus);
});

test('the page of the server names every parameter of a query', async () => {
  const { call } = await serve();
  const { paths } = (await call('GET', '/api/openapi.json')).body;
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { parameters }] of Object.entries(
      methods as Record<string, { parameters: { name: string; in: string }[] }>,
    )) {
      const row = rows.find(([, first]) => first === `${method.toUpperCase()} ${path}`) ?? [];
      for (const { name } of parameters.filter((one) => one.in === 'query')) {
        expect(row[2], `${method} ${path}`).toContain(name);
      }
    }
  }
});
