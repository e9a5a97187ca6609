import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlatform } from '../../../src/sandbox/node/packages/platform.ts';
import { evaluateMarker } from '../../../src/sandbox/node/packages/requirement/evaluate-marker.ts';
import {
  MARKER_VARIABLES,
  parseMarker,
} from '../../../src/sandbox/node/packages/requirement/marker.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { sharedSession } from '../support/session.ts';

const { markers } = readPlatform(runtimeFiles().pyodideDir);
const holds = (text: string, extra = ''): boolean =>
  evaluateMarker(parseMarker(text), markers, extra);

const { run } = sharedSession();

test('the interpreter says of itself what markers are answered with', async () => {
  const { value } = await run(`
import os, platform, sys
dict(
    implementation_name=sys.implementation.name,
    implementation_version='.'.join(map(str, sys.implementation.version[:3])),
    os_name=os.name,
    platform_machine=platform.machine(),
    platform_python_implementation=platform.python_implementation(),
    platform_release=platform.release(),
    platform_system=platform.system(),
    platform_version=platform.version(),
    python_full_version=platform.python_version(),
    python_version='.'.join(platform.python_version_tuple()[:2]),
    sys_platform=sys.platform,
)`);
  expect(value).toEqual(markers);
});

describe('a marker is evaluated', () => {
  test.each([
    ['python_version >= "3.9"', true],
    ['python_version < "3.9"', false],
    // As versions, not as texts: 3.14 is after 3.9.
    ['"3.9" < python_version', true],
    ['python_full_version == "3.14.*"', true],
    ['python_version in "3.13, 3.14"', true],
    ['python_version not in "2.7"', true],
    ['python_version ~= "3.8"', true],
    ['sys_platform == "emscripten"', true],
    ['sys.platform == "win32" or os.name == "posix"', true],
    ['platform_system != "Emscripten"', false],
    ['python_implementation == "CPython"', true],
    ["platform_machine == 'wasm32' and implementation_name == 'cpython'", true],
    ['os_name == "nt" and os_name == "nt" or os_name == "posix"', true],
    ['os_name == "nt" and (os_name == "nt" or os_name == "posix")', false],
    ['"linux" in sys_platform', false],
    // Texts have no order; what is equal is also not less.
    ['sys_platform >= "emscripten"', true],
    ['sys_platform > "a"', false],
    ['extra == "x"', false],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  test('an extra is compared by its normalized name', () => {
    expect(holds('extra == "Foo_Bar"', 'foo-bar')).toBe(true);
    expect(holds('"foo.bar" == extra', 'foo-bar')).toBe(true);
    expect(holds('extra != "foo"', 'foo-bar')).toBe(true);
  });

  test('a comparison without a meaning is an error wherever it stands', () => {
    expect(() => holds('os_name == "posix" or os_name ~= "nt"')).toThrow('compares versions');
  });
});

test.each([
  ['', 'expected at the end'],
  ['os_name', 'a comparison was expected'],
  ['os_name ==', 'a variable or a quoted text was expected at the end'],
  ['os_name == "nt', 'expected before "nt'],
  ['os_name = "nt"', 'a comparison was expected'],
  ['nothing == "nt"', 'a variable or a quoted text was expected before nothing'],
  ['(os_name == "nt"', '`)` was expected'],
  ['os_name == "nt")', 'expected before )'],
  ['os_name == "nt" os_name == "nt"', '`and`, `or` or the end'],
  ['os_name not "nt"', '`in` was expected'],
  ['not os_name == "nt"', 'expected before not'],
])('%s is no marker', (text, reason) => {
  expect(() => parseMarker(text)).toThrow(reason);
});

// An oracle of its own: each leaf is one whose truth is known, each way to write a tree means it.
type Tree = boolean | { kind: 'and' | 'or'; parts: Tree[] };

const LEAVES = {
  true: ['os_name == "posix"', "'3.9' <= python_version", 'sys_platform in "emscripten linux"'],
  false: ['os_name=="nt"', "python_version<'3.9'", '"q" in os_name'],
};

function truth(tree: Tree): boolean {
  if (typeof tree === 'boolean') return tree;
  const parts = tree.parts.map(truth);
  return tree.kind === 'and' ? parts.every(Boolean) : parts.some(Boolean);
}

function write(tree: Tree, inside: 'and' | 'or' | null, choose: () => number): string {
  if (typeof tree === 'boolean') {
    const leaves = LEAVES[`${tree}`];
    return leaves[choose() % leaves.length] ?? '';
  }
  const text = tree.parts.map((part) => write(part, tree.kind, choose)).join(` ${tree.kind} `);
  // `and` binds stronger, so that only an `or` inside an `and` needs brackets.
  const needed = inside === 'and' && tree.kind === 'or';
  return needed || choose() % 3 === 0 ? `( ${text} )` : text;
}

const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.boolean(),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
    }),
  ),
})).tree;

test('however a condition is nested and bracketed, it means what it says', () => {
  fc.assert(
    fc.property(trees, fc.infiniteStream(fc.nat(100)), (tree, numbers) => {
      const text = write(tree, null, () => numbers.next().value ?? 0);
      expect(holds(text)).toBe(truth(tree));
    }),
    { numRuns: 500 },
  );
});

test('any text is read or refused, and never anything else', () => {
  const word = fc.oneof(
    fc.constantFrom(...MARKER_VARIABLES, 'and', 'or', 'not', 'in', '(', ')', '==', '<', '"', "'x'"),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      try {
        parseMarker(words.join(' '));
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }),
    { numRuns: 1000 },
  );
});
