import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlace, placePath } from '../../../src/web/routing/place.ts';
import { formatRunQuery, parseRunQuery, runViews } from '../../../src/web/runs/store/run-query.ts';

// What a URL's path can carry; a lone surrogate or a segment of dots cannot.
const id = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed());

test('a run of any id has a path that leads back to it', () => {
  fc.assert(
    fc.property(id, (runId) => {
      expect(parsePlace(placePath({ page: 'run', runId }))).toEqual({ page: 'run', runId });
    }),
  );
});

test('an inbox item of any two ids has a path that leads back to it', () => {
  fc.assert(
    fc.property(id, id, (runId, requestId) => {
      const place = { page: 'inbox', item: { runId, requestId } } as const;
      expect(parsePlace(placePath(place))).toEqual(place);
    }),
  );
});

test.each([
  ['/', 'runs'],
  ['/runs', 'runs'],
  ['/runs/', 'runs'],
  ['/inbox', 'inbox'],
  ['/sign-in', 'sign-in'],
  ['/runs/run_1', 'run'],
  ['/runs/run_1/calls/c_1', 'run'],
  ['/runs/run_1/files/7', 'run'],
  ['/runs/run_1/journal/12', 'run'],
])('%s opens %s', (path, page) => {
  expect(parsePlace(path).page).toBe(page);
});

test.each([
  '/other',
  '/runs/run_1/calls',
  '/runs/run_1/other/1',
  '/runs/run_1/calls/c_1/more',
  '/runs/%E0%A4%A',
  '/inbox/run_1',
  '/inbox/run_1~',
  '/inbox/a~b~c',
  '/inbox/a~b/c',
])('%s is no page', (path) => {
  expect(parsePlace(path)).toEqual({ page: 'unknown' });
});

test('the view and the filter are read from the URL as they were written', () => {
  fc.assert(
    fc.property(fc.constantFrom(...runViews), id, (view, text) => {
      expect(parseRunQuery(formatRunQuery({ view, text }))).toEqual({ view, text });
    }),
  );
});

test('an unknown view is the whole list', () => {
  expect(parseRunQuery('?view=everything&q=a+b')).toEqual({ view: 'all', text: 'a b' });
});
