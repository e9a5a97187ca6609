import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerBytes } from '../../src/server/http/answer-bytes.ts';
import { attachment } from '../../src/server/http/attachment.ts';
import { ProblemError } from '../../src/server/http/problem-error.ts';
import {
  oneOf,
  optionalText,
  readQuery,
  wholeNumber,
} from '../../src/server/http/query-parameters.ts';

test('a range gives the bytes that it names, or says that there are none', async () => {
  const small = fc.oneof(fc.constant(''), fc.nat(30).map(String));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 20 }), small, small, async (content, a, b) => {
      const request = new Request('http://x/', { headers: { range: `bytes=${a}-${b}` } });
      const answer = () => answerBytes(request, content, { mediaType: 'text/plain', etag: 'e' });
      // The definition, the long way round: the bytes whose position the range names.
      const positions = [...content.keys()].filter((at) =>
        a === ''
          ? at >= content.length - Number(b)
          : at >= Number(a) && (b === '' || at <= Number(b)),
      );
      if (a === '' && b === '') expect(answer().status).toBe(200);
      else if (positions.length === 0) expect(answer).toThrow(ProblemError);
      else {
        const response = answer();
        expect(response.status).toBe(206);
        const given = [...new Uint8Array(await response.arrayBuffer())];
        expect(given).toEqual(positions.map((at) => content[at]));
        const named = `bytes ${positions[0]}-${positions.at(-1)}/${content.length}`;
        expect(response.headers.get('content-range')).toBe(named);
      }
    }),
  );
});

test('H-E4: any path makes a header that names a file and nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (path) => {
      const value = attachment(path)['content-disposition'] ?? '';
      expect(value).toMatch(/^attachment; filename="[\w.() -]+"; filename\*=UTF-8''[\w.~!%-]+$/);
      expect(new Headers({ 'content-disposition': value }).get('content-disposition')).toBe(value);
      const exact = decodeURIComponent(value.split("UTF-8''")[1] ?? '');
      expect(path.toWellFormed()).toContain(exact === 'file' ? '' : exact);
    }),
  );
});

test('a query is read as it was written, or refused', () => {
  const parameters = {
    after: wholeNumber('A position.'),
    limit: wholeNumber('A number.', { minimum: 1, maximum: 10, byDefault: 5 }),
    view: oneOf('One of them.', ['all', 'some']),
    q: optionalText('A text.', { maximum: 5 }),
  };
  const value = fc.oneof(fc.nat(20).map(String), fc.constantFrom('all', 'some'), fc.string());
  const name = fc.constantFrom('after', 'limit', 'view', 'q', 'other', '__proto__');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), (pairs) => {
      const search = new URLSearchParams(pairs);
      let read: Record<string, unknown>;
      try {
        read = readQuery(parameters, search);
      } catch (error) {
        expect((error as ProblemError).code).toBe('bad_request');
        return;
      }
      expect(Object.keys(read)).toEqual(['after', 'limit', 'view', 'q']);
      for (const [key, given] of pairs) {
        const isNumber = key === 'after' || key === 'limit';
        expect(read[key]).toBe(isNumber ? Number(given) : given);
      }
      expect(read.limit).toBeLessThanOrEqual(10);
    }),
  );
});
