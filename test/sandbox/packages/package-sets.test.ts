import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createNodeSession,
  type NodeSessionOptions,
} from '../../../src/sandbox/node/create-node-session.ts';
import { tinyLibrary } from '../support/tiny-library.ts';
import { startIndex } from './support/index-server.ts';
import { evaluate, told, withPackages } from './support/package-session.ts';
import { wheel } from './support/wheel.ts';

const OURS = 'cp314-cp314-pyemscripten_2026_0_wasm32';
const index = await startIndex();
const cacheDir = mkdtempSync(join(tmpdir(), 'causeway-sets-'));
const given = { cacheDir, packageIndexUrl: index.url, packages: ['tiny==1.0'] };
const tiny = wheel({
  name: 'tiny',
  version: '1.0',
  tag: OURS,
  files: {
    'tiny/__init__.py': 'from .core import answer\n',
    'tiny/core.cpython-314-wasm32-emscripten.so': tinyLibrary({ name: 'core' }),
    'tiny-1.0.dist-info/entry_points.txt': '[console_scripts]\ntiny = tiny:answer\n',
  },
  requires: ['pure>=1'],
});

beforeAll(() => {
  index.add(tiny, wheel({ name: 'pure', version: '1.5', files: { 'pure.py': 'x = 1\n' } }));
});

afterAll(async () => {
  await index.close();
  rmSync(cacheDir, { recursive: true, force: true });
});

const SEEN = `
import importlib.metadata as metadata, os, sys
there = 'tiny.core' in sys.modules
import pure, tiny
[there, tiny.answer(), pure.x, metadata.version('tiny'), metadata.version('pure'), os.access('/bin/tiny', os.X_OK)]`;

test('a session begins with its packages, machine code and what they need included', async () => {
  const reasons: string[] = [];
  const onImageBuild: NodeSessionOptions['onImageBuild'] = ({ reason }) => reasons.push(reason);
  await withPackages({ ...given, onImageBuild }, async (session) => {
    expect(await evaluate(session, SEEN)).toEqual([true, 42, 1, '1.0', '1.5', true]);
    await session.restart();
    expect(await evaluate(session, SEEN)).toEqual([true, 42, 1, '1.0', '1.5', true]);
    // There they count as installed, and what is not among them can be added where it has a place.
    const { installed } = await session.installPythonPackages([]);
    expect(installed).toEqual([]);
  });
  expect(reasons).toEqual(['absent', 'packages']);
});

test('the same set is not fetched again, in another session or another order', async () => {
  const asked = index.asked.length;
  const images = readdirSync(cacheDir).filter((name) => name.endsWith('.img')).length;
  await withPackages({ ...given, packages: ['tiny==1.0'] }, async (session) => {
    expect(await evaluate(session, 'import tiny; tiny.answer()')).toBe(42);
  });
  expect(index.asked.length).toBe(asked);
  expect(readdirSync(cacheDir).filter((name) => name.endsWith('.img')).length).toBe(images);
});

test('a session without packages has none of another session', async () => {
  await withPackages({ cacheDir }, async (session) => {
    expect(
      await evaluate(session, "import os; os.listdir('/lib/python3.14/site-packages')"),
    ).toEqual([]);
  });
});

test('the network that fetches packages is not given to programs', async () => {
  await withPackages(given, async (session) => {
    const code = `import urllib.request; urllib.request.urlopen('${index.url}')`;
    const { ok, message } = await session.runPtc({ code });
    expect([ok, message]).toEqual([false, expect.stringMatching(/no network/)]);
  });
});

test('a wheel of the host is known by its content', async () => {
  const path = join(cacheDir, 'own-1.0-py3-none-any.whl');
  const own = (x: number) =>
    wheel({ name: 'own', version: '1.0', files: { 'own.py': `x = ${x}\n` } }).bytes;
  for (const x of [1, 2]) {
    writeFileSync(path, own(x));
    await withPackages({ cacheDir, packages: [path] }, async (session) => {
      expect(await evaluate(session, 'import own; own.x')).toBe(x);
    });
  }
});

test.each([
  ['tiny', /requirement_unpinned: tiny could be another version tomorrow; name the version/],
  ['tiny>=1', /requirement_unpinned: tiny>=1 could be another version/],
  ['https://example.com/x-1.0-py3-none-any.whl', /requirement_unpinned: .* add its hash/],
  ['emfs:/x-1.0-py3-none-any.whl', /source_refused: .* there is no session yet/],
  ['file:///x-1.0-py3-none-any.whl', /source_refused: .*file:/],
  ['./nowhere-1.0-py3-none-any.whl', /source_refused: .* cannot be read \(ENOENT\)/],
  ['absent==1.0', /package_not_found/],
  ['tiny==2.0', /package_unavailable/],
  ['===', /requirement_invalid/],
])('a set with %s is refused with its reason, and leaves no image', async (requirement, said) => {
  const before = readdirSync(cacheDir).sort();
  expect(await told(createNodeSession({ ...given, packages: [requirement] }))).toMatch(said);
  expect(readdirSync(cacheDir).sort()).toEqual(before);
});
