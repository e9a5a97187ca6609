import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createGuardedFetch } from '../../../src/sandbox/node/network/guarded-fetch.ts';
import type { InstalledPackage } from '../../../src/sandbox/node/packages/installed/installed-packages.ts';
import { readPlatform } from '../../../src/sandbox/node/packages/platform.ts';
import { parseRequirement } from '../../../src/sandbox/node/packages/requirement/parse-requirement.ts';
import { resolvePackages } from '../../../src/sandbox/node/packages/resolve/resolve-packages.ts';
import { WheelSource } from '../../../src/sandbox/node/packages/resolve/wheel-source.ts';
import { parseMetadata } from '../../../src/sandbox/node/packages/wheel/metadata.ts';
import { Space } from '../../../src/sandbox/node/packages/wheel/space.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { startIndex } from './support/index-server.ts';
import { type TestWheel, wheel } from './support/wheel.ts';

const platform = readPlatform(runtimeFiles().pyodideDir);
const OURS = 'cp314-cp314-pyemscripten_2026_0_wasm32';
const index = await startIndex();
let files = new Map<string, TestWheel>();

beforeEach(() => {
  files = new Map();
  index.asked.length = 0;
});

afterAll(() => index.close());

function has(name: string, version: string, ...requires: string[]): void {
  index.add(wheel({ name, version, requires }));
}

function installed(name: string, version: string, ...requires: string[]): InstalledPackage {
  const lines = requires.map((one) => `Requires-Dist: ${one}`);
  const text = `Name: ${name}\nVersion: ${version}\n${lines.join('\n')}\n`;
  const metadata = parseMetadata(new TextEncoder().encode(text));
  if (metadata === null) throw new Error('no metadata');
  return { metadata, distInfo: `/site/${name}-${version}.dist-info` };
}

interface Given {
  installed?: InstalledPackage[];
  upgrade?: boolean;
  binary?: 'accept' | 'refuse';
  diskBytes?: number;
}

async function resolve(wanted: string[], given: Given = {}) {
  const rules = { platform, pre: false, binary: given.binary ?? 'refuse' } as const;
  const diskBytes = given.diskBytes ?? 1e6;
  return resolvePackages({
    requirements: wanted.map((text) => parseRequirement(text, '/')),
    installed: new Map((given.installed ?? []).map((one) => [one.metadata.key, one])),
    rules,
    source: new WheelSource({
      network: { fetch: createGuardedFetch([index.host]), indexUrl: index.url },
      readFile: async (path) => {
        const file = files.get(path);
        if (file === undefined) throw new Error(`there is no ${path}`);
        return file.bytes;
      },
      rules,
      space: new Space(diskBytes),
      maxBytes: diskBytes,
      onProgress: () => {},
    }),
    deps: true,
    upgrade: given.upgrade ?? false,
    reinstall: false,
  });
}

async function chosen(wanted: string[], given: Given = {}): Promise<string> {
  try {
    const { packages } = await resolve(wanted, given);
    return packages.map(({ name, version }) => `${name} ${version}`).join(', ');
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return `${code}: ${message}`;
  }
}

describe('what several want of one package is met together', () => {
  test('when they are asked for at the same time', async () => {
    for (const version of ['1.0', '1.5', '2.0']) has('shared', version);
    expect(await chosen(['shared>=1.1', 'shared<2'])).toBe('shared 1.5');
  });

  test('when a package that is needed wants less than the newest, however late it is met', async () => {
    for (const version of ['1.0', '1.9', '2.0']) has('common', version);
    has('wide', '1.0', 'common');
    has('narrow', '1.0', 'middle');
    has('middle', '1.0', 'inner');
    has('inner', '1.0', 'common<2');
    expect(await chosen(['wide', 'narrow'])).toBe(
      'common 1.9, inner 1.0, middle 1.0, narrow 1.0, wide 1.0',
    );
    // Only the file of the version that was taken at first is fetched besides.
    expect(index.asked.filter((path) => path.startsWith('/files/common'))).toEqual([
      '/files/common-2.0-py3-none-any.whl',
      '/files/common-1.9-py3-none-any.whl',
    ]);
  });

  test('when an installed package has a say in what replaces another', async () => {
    for (const version of ['1.0', '1.4', '2.0']) has('base', version);
    const there = [installed('base', '1.0'), installed('app', '3.0', 'base<2')];
    expect(await chosen(['base'], { installed: there, upgrade: true })).toBe('base 1.4');
    expect(await chosen(['base==2.0'], { installed: there })).toBe(
      'package_conflict: No version of base fits: base==2.0 is asked for; app 3.0, which is ' +
        'installed, wants base<2; the index has 2.0, 1.4, 1.0',
    );
    // What it wanted in vain before is no reason to refuse.
    const broken = [installed('base', '2.5'), installed('app', '3.0', 'base<2')];
    expect(await chosen(['base==2.0'], { installed: broken })).toBe('base 2.0');
  });

  test('and where that cannot be, the error says who wants what', async () => {
    for (const version of ['1.0', '2.0']) has('torn', version);
    has('left', '1.0', 'torn<2');
    has('right', '4.0', 'torn>=2');
    expect(await chosen(['left', 'right'])).toBe(
      'package_conflict: No version of torn fits: left 1.0 wants torn<2; right 4.0 wants torn>=2; ' +
        'the index has 2.0, 1.0',
    );
    has('down', '1.0', 'right');
    expect(await chosen(['torn==1.0', 'down'])).toBe(
      'package_conflict: No version of torn fits: torn==1.0 is asked for; right 4.0 wants torn>=2; ' +
        'the index has 2.0, 1.0',
    );
  });
});

describe('a wheel that is named by its place', () => {
  test('is what others must live with', async () => {
    const given = wheel({ name: 'fixed', version: '1.0' });
    files.set('/fixed-1.0-py3-none-any.whl', given);
    has('fixed', '2.0');
    has('takes-any', '1.0', 'fixed');
    has('takes-new', '1.0', 'fixed>=2');
    expect(await chosen(['/fixed-1.0-py3-none-any.whl', 'takes-any'])).toBe(
      'fixed 1.0, takes-any 1.0',
    );
    expect(await chosen(['/fixed-1.0-py3-none-any.whl', 'takes-new'])).toBe(
      'package_conflict: No version of fixed fits: fixed from /fixed-1.0-py3-none-any.whl is asked ' +
        'for, which is 1.0, and takes-new 1.0 wants fixed>=2',
    );
  });

  test('is taken where a dependency names it later than another wants any', async () => {
    const made = wheel({ name: 'placed', version: '1.0' });
    index.add(made);
    has('placed', '3.0');
    has('first', '1.0', 'placed');
    has('second', '1.0', `placed @ ${index.filesUrl}${made.fileName}`);
    has('third', '1.0', 'second');
    expect(await chosen(['first', 'third'])).toBe('first 1.0, placed 1.0, second 1.0, third 1.0');
  });

  test('cannot be had from two places', async () => {
    for (const path of ['/a/twice-1.0-py3-none-any.whl', '/b/twice-1.0-py3-none-any.whl']) {
      files.set(path, wheel({ name: 'twice', version: '1.0' }));
    }
    expect(await chosen([...files.keys()])).toContain(
      'package_conflict: No version of twice fits: twice from /a/twice-1.0-py3-none-any.whl is asked for',
    );
  });

  test('is not fetched when its version is installed', async () => {
    const there = [installed('Here', '1.0')];
    const { answers, packages } = await resolve(['/nowhere/here-1.0-py3-none-any.whl'], {
      installed: there,
    });
    expect(packages).toEqual([]);
    expect(answers).toEqual([
      {
        requirement: '/nowhere/here-1.0-py3-none-any.whl',
        name: 'Here',
        version: '1.0',
        already: true,
      },
    ]);
  });
});

test('extras are added up, also those of packages that are installed', async () => {
  has('bag', '1.0', 'one; extra == "one"', 'two; extra == "two"', 'bag[one,two]; extra == "all"');
  has('one', '1.0');
  has('two', '1.0');
  has('asks', '1.0', 'bag[two]');
  expect(await chosen(['bag[one]', 'asks'])).toBe('asks 1.0, bag 1.0, one 1.0, two 1.0');
  expect(await chosen(['bag[all]'])).toBe('bag 1.0, one 1.0, two 1.0');
  const there = [installed('bag', '1.0', 'one; extra == "one"')];
  expect(await chosen(['bag[one]'], { installed: there })).toBe('one 1.0');
  // An extra that a package does not have asks for nothing, as everywhere.
  expect(await chosen(['bag[none]'])).toBe('bag 1.0');
});

test('installed packages that a program has made up do no harm', async () => {
  has('plain', '1.0');
  const odd = installed(
    'odd',
    '1.0',
    '>=nonsense',
    'plain @ file:///etc/x',
    'plain; os_name ~= "x"',
  );
  expect(await chosen(['plain'], { installed: [odd] })).toBe('plain 1.0');
});

test('an installed version that is newer than the index has is kept in an upgrade', async () => {
  has('older', '1.0');
  expect(await chosen(['older'], { installed: [installed('older', '5.0')], upgrade: true })).toBe(
    '',
  );
});

test('wheels with machine code are taken where they may be', async () => {
  index.add(wheel({ name: 'coded', version: '1.0', tag: OURS }));
  const { packages } = await resolve(['coded'], { binary: 'accept' });
  expect(packages.map(({ wheel }) => [wheel.binary, wheel.name.fileName])).toEqual([
    [true, `coded-1.0-${OURS}.whl`],
  ]);
});

test('room is for all packages together, and what is not taken after all gives its room back', async () => {
  const noise = (seed: number) =>
    new Uint8Array(40_000).map((_, place) => ((place * 2654435761 + seed) >>> 7) & 255);
  for (const [name, version, ...requires] of [
    ['heavy', '1.0'],
    ['heavy', '2.0'],
    ['calls', '1.0', 'limits'],
    ['limits', '1.0', 'heavy<2'],
  ] as const) {
    const files = { [`${name}.bin`]: noise(version.length) };
    index.add(wheel({ name, version, requires, files: name === 'heavy' ? files : {} }));
  }
  expect(await chosen(['heavy', 'calls'], { diskBytes: 65_000 })).toBe(
    'calls 1.0, heavy 1.0, limits 1.0',
  );
  index.add(wheel({ name: 'second', version: '1.0', files: { 'second.bin': noise(9) } }));
  expect(await chosen(['heavy', 'second'], { diskBytes: 65_000 })).toContain('packages_too_large');
});

test('H-L4 a set that grows without end is given up', async () => {
  const extras = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, place) => `e${from + place}`).join(',');
  has('greedy', '1.0', `greedy[${extras(0, 100)}]`, `greedy[${extras(100, 201)}]`);
  await expect(resolve(['greedy'])).rejects.toThrow(
    'What is asked for needs more than 200 extras of greedy',
  );
  const many = Array.from({ length: 2001 }, (_, place) => `many${place}`);
  has('wide', '1.0', ...many);
  await expect(resolve(['wide'])).rejects.toThrow(
    'What is asked for needs more than 2,000 packages',
  );
});

test('extras that come up one after another each bring what they need', async () => {
  has(
    'chain',
    '1.0',
    'chain[a]',
    'chain[b]; extra == "a"',
    'chain[c]; extra == "b"',
    'end; extra == "c"',
  );
  has('end', '1.0');
  const { packages } = await resolve(['chain']);
  expect(packages.map(({ name }) => name)).toEqual(['chain', 'end']);
});
