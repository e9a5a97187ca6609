import { afterAll, expect, test } from 'vitest';
import { createGuardedFetch } from '../../../src/sandbox/node/network/guarded-fetch.ts';
import { resolvePackageSet } from '../../../src/sandbox/node/packages/package-set.ts';
import { readPlatform } from '../../../src/sandbox/node/packages/platform.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { startIndex } from './support/index-server.ts';
import { wheel } from './support/wheel.ts';

const OURS = 'cp314-cp314-pyemscripten_2026_0_wasm32';
const SITE = '/lib/python3.14/site-packages';
const index = await startIndex();

afterAll(() => index.close());

function resolve(requirements: string[], maxBytes = 1e6) {
  return resolvePackageSet({
    requirements,
    cwd: '/workspace',
    platform: readPlatform(runtimeFiles().pyodideDir),
    fetch: createGuardedFetch([index.host]),
    indexUrl: index.url,
    maxBytes,
  });
}

test('a set of packages is resolved with its files and hashes, machine code included', async () => {
  const native = wheel({
    name: 'native',
    version: '1.0',
    tag: OURS,
    files: { 'native/fast.so': Buffer.from('\0asm', 'latin1'), 'shared.txt': 'of native' },
    requires: ['pure'],
  });
  const pure = wheel({
    name: 'pure',
    version: '2.0',
    files: { 'pure.py': '', 'shared.txt': 'of pure' },
  });
  index.add(native, pure);
  const { packages, files, notes } = await resolve(['native']);
  expect(
    packages.map(({ name, version, wheel: { binary, sha256 } }) => [name, version, binary, sha256]),
  ).toEqual([
    ['native', '1.0', true, native.sha256],
    ['pure', '2.0', false, pure.sha256],
  ]);
  expect([...files.keys()].filter((path) => !path.includes('.dist-info/'))).toEqual([
    `${SITE}/native/fast.so`,
    `${SITE}/shared.txt`,
    `${SITE}/pure.py`,
  ]);
  expect(Buffer.from(files.get(`${SITE}/shared.txt`)?.content ?? '').toString()).toBe('of pure');
  expect(notes).toEqual([
    `native 1.0 and pure 2.0 both have ${SITE}/shared.txt; that of pure 2.0 was taken`,
  ]);
});

test('what no session could hold, and files that are of no session, are refused', async () => {
  await expect(resolve(['native'], 2000)).rejects.toMatchObject({ code: 'packages_too_large' });
  await expect(resolve(['emfs:/x-1.0-py3-none-any.whl'])).rejects.toMatchObject({
    code: 'source_refused',
  });
});
