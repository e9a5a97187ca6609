import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRunFilter, RunFilterError } from '../../src/protocol/api/run-filter.ts';

describe('the filter text of a list of runs', () => {
  test('has words, facts, tags and durations', () => {
    expect(
      parseRunFilter('Delays host:build-02 by:Mara tag:team=ops tag:urgent older:1d newer:2w'),
    ).toEqual({
      terms: [
        { kind: 'word', text: 'delays' },
        { kind: 'fact', fact: 'host', text: 'build-02' },
        { kind: 'tag', tag: 'by', text: 'mara' },
        { kind: 'tag', tag: 'team', text: 'ops' },
        { kind: 'tag', tag: 'urgent', text: '' },
      ],
      olderMs: 86_400_000,
      newerMs: 1_209_600_000,
    });
  });

  test('double quotes keep white space and colons together, closed or not', () => {
    expect(parseRunFilter('"a b:c" title:"flight delays" "half typ').terms).toEqual([
      { kind: 'word', text: 'a b:c' },
      { kind: 'fact', fact: 'title', text: 'flight delays' },
      { kind: 'word', text: 'half typ' },
    ]);
  });

  test('a name without a value asks that there is one', () => {
    expect(parseRunFilter('host: by:').terms).toEqual([
      { kind: 'fact', fact: 'host', text: '' },
      { kind: 'tag', tag: 'by', text: '' },
    ]);
  });

  test('an address is one term', () => {
    expect(parseRunFilter('https://example.org:80/x').terms).toEqual([
      { kind: 'tag', tag: 'https', text: '//example.org:80/x' },
    ]);
    expect(parseRunFilter('"https://example.org"').terms).toEqual([
      { kind: 'word', text: 'https://example.org' },
    ]);
  });

  test('of two durations of a kind the narrower one counts', () => {
    expect(parseRunFilter('older:1h older:2h newer:5d newer:4d')).toEqual({
      terms: [],
      olderMs: 7_200_000,
      newerMs: 345_600_000,
    });
  });

  test.each(['older:', 'older:1', 'older:d', 'older:1.5d', 'newer:-1d', 'newer:1y'])(
    'refuses %s, which is no duration, and says what is',
    (text) => {
      expect(() => parseRunFilter(text)).toThrow(RunFilterError);
      expect(() => parseRunFilter(text)).toThrow(/is not a duration; write (older|newer):2h/);
    },
  );

  test('refuses more than anybody types', () => {
    expect(() => parseRunFilter('x'.repeat(1_001))).toThrow(
      'The filter has 1001 characters; the most is 1000',
    );
    expect(() => parseRunFilter('a '.repeat(21))).toThrow('The filter has more than 20 terms');
  });

  test('H-E4: takes or refuses any text, and quoted text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        try {
          expect(parseRunFilter(text).terms.length).toBeLessThanOrEqual(20);
        } catch (fault) {
          expect(fault).toBeInstanceOf(RunFilterError);
        }
        if (text.includes('"') || text === '') return;
        expect(parseRunFilter(`"${text}"`).terms).toEqual([
          { kind: 'word', text: text.toLowerCase() },
        ]);
      }),
    );
  });
});
