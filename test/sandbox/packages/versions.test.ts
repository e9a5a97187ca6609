import { compare } from '@renovatebot/pep440';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseFile } from '../../../src/sandbox/node/packages/index/choose-file.ts';
import { readPlatform } from '../../../src/sandbox/node/packages/platform.ts';
import { parseRequirement } from '../../../src/sandbox/node/packages/requirement/parse-requirement.ts';
import {
  meets,
  parseSpecifier,
} from '../../../src/sandbox/node/packages/requirement/version-specifier.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';

function fits(version: string, specifier: string): boolean {
  const parsed = parseSpecifier(specifier);
  if (parsed === null) throw new Error(`${specifier} is none`);
  return meets(version, parsed);
}

describe('a condition on a version means what PEP 440 says', () => {
  test.each([
    ['>=1.0', '1.0', true],
    ['>=1.0', '1.0rc1', false],
    ['==1.0', '1.0.0', true],
    ['==1.0', '1.0+local', true],
    ['==1.0+local', '1.0', false],
    ['==1.0+a.1', '1.0+A_1', true],
    ['==1.0.*', '1', true],
    ['==1.*', '1.99', true],
    ['==1.*', '1!1.0', false],
    ['!=1.0.*', '1.0.5', false],
    ['~=1.4', '1.9', true],
    ['~=1.4', '2.0', false],
    ['~=1.4.5', '1.4.9', true],
    ['~=1.4.5', '1.5', false],
    ['~=1.4.5a4', '1.4.6', true],
    ['<2.0', '2.0rc1', false],
    ['<2.0', '2.0.dev1', false],
    ['<2.0rc2', '2.0rc1', true],
    ['<1.0.post2', '1.0.post1', true],
    ['<1.0.post2', '1.0', true],
    ['>1.0', '1.0.post1', false],
    ['>1.0', '1.0+local', false],
    ['>1.0', '1.0.1', true],
    ['>1.0.post1', '1.0.post2', true],
    ['>1.0a1', '1.0', true],
    ['>1.0.dev1', '1.0', true],
    ['>2', '1!1', true],
    ['<=1.0', '1.0+local', true],
    ['===1.0', '1.0', true],
    ['===1.0', '1.0.0', false],
    ['>=1,<2,!=1.5', '1.6', true],
    ['>=1,<2,!=1.5', '1.5', false],
    ['', '1.0', true],
  ])('%s of %s: %s', (specifier, version, expected) => {
    expect(fits(version, specifier)).toBe(expected);
  });

  test.each(['>', '1.0', '=1', '~=1', '>=1.*', '==1.a.*', '==1.0rc1.*', '<1+l', '==1+l.*', '== '])(
    '%s is none',
    (specifier) => {
      expect(parseSpecifier(specifier)).toBeNull();
    },
  );
});

const release = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 })
  .map((numbers) => numbers.join('.'));
const version = fc
  .tuple(
    release,
    fc.constantFrom('', '', '', 'a1', 'rc2'),
    fc.constantFrom('', '', '.post1'),
    fc.constantFrom('', '', '', '.dev3'),
  )
  .map((parts) => parts.join(''));
const clause = fc
  .tuple(fc.constantFrom('>=', '<=', '<', '>', '==', '!='), version)
  .map(([operator, one]) => `${operator}${one}`);

test('each pair of conditions that exclude each other leaves no version', () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      expect(fits(one, `==${other}`)).toBe(!fits(one, `!=${other}`));
      if (fits(one, `<${other}`)) expect(fits(one, `>=${other}`)).toBe(false);
      if (fits(one, `>${other}`)) expect(fits(one, `<=${other}`)).toBe(false);
      if (compare(one, other) === 0) expect(fits(one, `<=${other},>=${other}`)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('the version that is chosen fits, and none that is newer does', () => {
  const platform = readPlatform(runtimeFiles().pyodideDir);
  const rules = { platform, pre: false, binary: 'refuse' } as const;
  fc.assert(
    fc.property(
      fc.uniqueArray(version, { minLength: 1, maxLength: 12 }),
      fc.array(clause, { maxLength: 3 }),
      (versions, clauses) => {
        const requirement = parseRequirement(`x${clauses.join(',')}`, '/');
        const files = versions.map((one) => ({
          fileName: `x-${one}-py3-none-any.whl`,
          url: `https://h/${one}`,
          hashes: [],
          requiresPython: null,
          yanked: null,
          size: null,
        }));
        // The oracle: all that fit, pre-releases only where a condition that admits names one.
        const asked = clauses.some((one) => !one.startsWith('!=') && /(a|rc|dev)\d/.test(one));
        const fitting = versions
          .filter((one) => asked || !/(a|rc|dev)\d/.test(one))
          .filter((one) => clauses.every((each) => fits(one, each)))
          .sort(compare);
        const newest = fitting.at(-1);
        const choose = (): string =>
          chooseFile('x', files, [{ requirement, by: null }], rules).wheel.version;
        if (newest === undefined) expect(choose).toThrow(/x/);
        else expect(compare(choose(), newest)).toBe(0);
      },
    ),
    { numRuns: 1000 },
  );
});
