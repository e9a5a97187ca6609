import { describe, expect, test } from 'vitest';
import { chooseFile } from '../../../src/sandbox/node/packages/index/choose-file.ts';
import type { IndexFile } from '../../../src/sandbox/node/packages/index/index-page.ts';
import { readPlatform } from '../../../src/sandbox/node/packages/platform.ts';
import { parseRequirement } from '../../../src/sandbox/node/packages/requirement/parse-requirement.ts';
import type { Demand } from '../../../src/sandbox/node/packages/resolve/demand.ts';
import { fitOf, parseWheelName } from '../../../src/sandbox/node/packages/wheel/wheel-name.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';

const platform = readPlatform(runtimeFiles().pyodideDir);
const OURS = 'cp314-cp314-pyemscripten_2026_0_wasm32';

function file(fileName: string, more: Partial<IndexFile> = {}): IndexFile {
  const url = `https://h/${fileName}`;
  return { fileName, url, hashes: [], requiresPython: null, yanked: null, size: null, ...more };
}

function choose(
  wanted: string | readonly Demand[],
  files: readonly (string | IndexFile)[],
  rules: { pre?: boolean; binary?: 'accept' | 'refuse' } = {},
): { chosen: string; note: string | null } | string {
  const demands =
    typeof wanted === 'string'
      ? [{ requirement: parseRequirement(wanted, '/'), by: null }]
      : wanted;
  const listed = files.map((one) => (typeof one === 'string' ? file(one) : one));
  try {
    const choice = chooseFile('x', listed, demands, {
      platform,
      pre: rules.pre ?? false,
      binary: rules.binary ?? 'refuse',
    });
    return { chosen: choice.wheel.fileName, note: choice.note };
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return `${code}: ${message}`;
  }
}

const demand = (text: string, by: string | null): Demand => ({
  requirement: parseRequirement(text, '/'),
  by,
});

describe('the tags of this interpreter', () => {
  test('come from what the interpreter’s package says of itself', () => {
    expect(platform.binaryTags).toEqual([
      'pyemscripten_2026_0_wasm32',
      'pyodide_2026_0_wasm32',
      'emscripten_5_0_3_wasm32',
    ]);
    expect(platform.tags[0]).toBe(OURS);
    expect(platform.sitePackages).toBe('/lib/python3.14/site-packages');
  });

  test.each([
    ['py3-none-any', true],
    ['py2.py3-none-any', true],
    ['cp314-none-any', true],
    ['py314-none-any', true],
    ['py30-none-any', true],
    [OURS, true],
    ['cp39-abi3-pyemscripten_2026_0_wasm32', true],
    ['cp314-abi3-emscripten_5_0_3_wasm32', true],
    ['py3-none-pyemscripten_2026_0_wasm32', true],
    ['py2-none-any', false],
    ['py315-none-any', false],
    ['cp313-none-any', false],
    ['cp314-cp314t-pyemscripten_2026_0_wasm32', false],
    ['cp313-cp313-pyemscripten_2026_0_wasm32', false],
    ['cp315-abi3-pyemscripten_2026_0_wasm32', false],
    ['cp314-cp314-pyemscripten_2025_0_wasm32', false],
    ['cp314-cp314-manylinux_2_17_x86_64.manylinux2014_x86_64', false],
    ['cp314-cp314-win_amd64', false],
  ])('%s: %s', (tag, expected) => {
    const name = parseWheelName(`x-1.0-${tag}.whl`);
    expect(name !== null && fitOf(name, platform) !== null).toBe(expected);
  });

  test.each([
    'x.whl',
    'x-1.0.whl',
    'x-1.0-py3-none.whl',
    'x-1.0-py3-none-any.zip',
    'x-one-py3-none-any.whl',
    'x-1.0-build-py3-none-any.whl',
    '-1.0-py3-none-any.whl',
    'x-1.0-1-2-py3-none-any.whl',
    `x-1.0-${'a.'.repeat(40)}a-${'b.'.repeat(40)}b-any.whl`,
  ])('%s is no name of a wheel', (name) => {
    expect(parseWheelName(name)).toBeNull();
  });
});

describe('of what an index has', () => {
  test('the newest version by its number is taken, not by its text', () => {
    expect(choose('x', ['x-1.9-py3-none-any.whl', 'x-1.10-py3-none-any.whl'])).toEqual({
      chosen: 'x-1.10-py3-none-any.whl',
      note: null,
    });
  });

  test('of one version the closest tag is taken, then the highest build', () => {
    const pure = [
      'x-1-py2.py3-none-any.whl',
      'x-1-2-cp314-none-any.whl',
      'x-1-10-cp314-none-any.whl',
    ];
    expect(choose('x', pure)).toMatchObject({ chosen: 'x-1-10-cp314-none-any.whl' });
    const all = [...pure, `x-1-${OURS}.whl`];
    expect(choose('x', all, { binary: 'accept' })).toMatchObject({ chosen: `x-1-${OURS}.whl` });
    // A running session can load no machine code, so the pure one is taken there.
    expect(choose('x', all)).toMatchObject({ chosen: 'x-1-10-cp314-none-any.whl' });
  });

  test('a pre-release is taken only when asked for', () => {
    const files = ['x-1.0-py3-none-any.whl', 'x-2.0rc1-py3-none-any.whl'];
    expect(choose('x', files)).toMatchObject({ chosen: 'x-1.0-py3-none-any.whl' });
    expect(choose('x', files, { pre: true })).toMatchObject({
      chosen: 'x-2.0rc1-py3-none-any.whl',
    });
    expect(choose('x>=2.0rc1', files)).toMatchObject({ chosen: 'x-2.0rc1-py3-none-any.whl' });
    expect(choose('x>1.0', files)).toBe(
      'package_unavailable: x 2.0rc1 is a pre-release, which is taken only when asked for',
    );
  });

  test('a withdrawn version is taken only when pinned', () => {
    const files = [
      file('x-1.0-py3-none-any.whl'),
      file('x-2.0-py3-none-any.whl', { yanked: 'deletes your files' }),
    ];
    expect(choose('x', files)).toMatchObject({ chosen: 'x-1.0-py3-none-any.whl' });
    expect(choose('x==2.0', files)).toMatchObject({ chosen: 'x-2.0-py3-none-any.whl' });
    expect(choose('x>1', files)).toBe(
      'package_unavailable: x 2.0 was withdrawn (deletes your files), and is taken only as ==2.0',
    );
  });

  test('a version for another Python is passed over, and told', () => {
    const files = [
      file('x-1.0-py3-none-any.whl', { requiresPython: '>=3.8' }),
      file('x-2.0-py3-none-any.whl', { requiresPython: '>=3.15' }),
      file('x-0.1-py3-none-any.whl', { requiresPython: 'nonsense' }),
    ];
    expect(choose('x', files)).toEqual({
      chosen: 'x-1.0-py3-none-any.whl',
      note: 'x 2.0 needs Python >=3.15, and this is 3.14.2; an older version was taken',
    });
    expect(choose('x<1', files)).toMatchObject({ chosen: 'x-0.1-py3-none-any.whl' });
    expect(choose('x==2', files)).toContain('x 2.0 needs Python >=3.15, and this is 3.14.2');
  });

  test('source distributions are refused with the reason', () => {
    expect(choose('x', ['x-1.0.tar.gz', 'x-1.0.zip'])).toBe(
      'package_unavailable: x 1.0 is there as source only (x-1.0.tar.gz), and only wheels can be installed',
    );
  });

  test('wheels for other platforms are refused with what they are for', () => {
    expect(
      choose('x', ['x-1-cp314-cp314-manylinux_2_17_x86_64.whl', 'x-1-cp314-cp314-win_amd64.whl']),
    ).toBe(
      `package_unavailable: x 1 has no wheel for this Python, neither a pure one nor one for ${OURS}; ` +
        'its wheels are for cp314-cp314-manylinux_2_17_x86_64, cp314-cp314-win_amd64',
    );
  });

  test('machine code for this platform is refused with where it belongs', () => {
    expect(choose('x', [`x-2-${OURS}.whl`, 'x-1-py3-none-any.whl'])).toBe(
      `wheel_binary: x 2 has machine code (x-2-${OURS}.whl), which a session that runs cannot load; ` +
        'name it in createNodeSession({ packages }) instead',
    );
  });

  test('no version that fits is told with those that are there', () => {
    const files = [1, 2, 3, 4, 5, 6, 7].map((one) => `x-${one}-py3-none-any.whl`);
    expect(choose('x>9', files)).toBe(
      'package_unavailable: No version of x fits: x>9 is asked for; the index has 7, 6, 5, 4, 3 and 2 older',
    );
    expect(choose([demand('x<3', 'a 1.0'), demand('x>=5', 'b 2.0')], files)).toBe(
      'package_conflict: No version of x fits: a 1.0 wants x<3; b 2.0 wants x>=5; ' +
        'the index has 7, 6, 5, 4, 3 and 2 older',
    );
    expect(choose('x', [])).toBe('package_unavailable: The index has no files of x');
    expect(choose('x', ['y-1-py3-none-any.whl', 'readme.txt'])).toContain('has no files of x');
  });

  test('the file that has the demanded hash is preferred', () => {
    const hash = (letter: string) => ({ algorithm: 'sha256', digest: letter.repeat(64) }) as const;
    const files = [
      file('x-1-cp314-none-any.whl', { hashes: [hash('a')] }),
      file('x-1-py3-none-any.whl', { hashes: [hash('b')] }),
    ];
    expect(choose('x', files)).toMatchObject({ chosen: 'x-1-cp314-none-any.whl' });
    expect(choose(`x --hash=sha256:${'b'.repeat(64)}`, files)).toMatchObject({
      chosen: 'x-1-py3-none-any.whl',
    });
  });
});
