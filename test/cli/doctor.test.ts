import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { causeway } from './run-causeway.ts';

interface Report {
  ok: boolean;
  node: string;
  pyodide: string;
  image: { state: string; path: string; detail: string };
  isolation: { level: string; layers: { name: string; active: boolean; detail: string }[] };
}

const folder = mkdtempSync(join(tmpdir(), 'causeway-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function doctor(cache: string): Promise<Report> {
  const { exitCode, stdout, stderr } = await causeway(['doctor', '--json'], {
    env: { CAUSEWAY_CACHE_DIR: cache },
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout) as Report;
}

describe('causeway doctor', () => {
  test('tells versions, image and isolation', async () => {
    const { exitCode, stdout, stderr } = await causeway(['doctor']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Node       ${process.versions.node}\n`);
    expect(stdout).toMatch(/^✓ Sandbox {4}ran a program in \d+ ms$/m);
    expect(stdout).toMatch(/^✓ Pyodide {4}\d+\.\d+\.\d+$/m);
    expect(stdout).toMatch(/^✓ Image {6}ready: /m);
    expect(stdout).toMatch(/^. Isolation {2}level (basic|limited|namespaced)$/m);
    expect(stdout).toMatch(/^ {2}✓ import gate +\S/m);
  });

  test('tells each layer of isolation, with what is missing to have it', async () => {
    const { ok, isolation } = await doctor(join(folder, 'layers'));
    expect(ok).toBe(true);
    expect(isolation.layers.map(({ name }) => name)).toEqual([
      'import gate',
      'permission model',
      'empty environment',
      'resource limits',
      'namespace',
    ]);
    for (const { active, detail } of isolation.layers) {
      expect(detail).toMatch(active ? /\S/ : /^needs /);
    }
  });

  test('makes an image where there is none, and one that is damaged anew', async () => {
    const cache = join(folder, 'damaged');
    const first = await doctor(cache);
    expect(first.image).toMatchObject({ state: 'ready', detail: 'made just now' });
    expect((await doctor(cache)).image.detail).toBe('whole and up to date');
    chmodSync(first.image.path, 0o600);
    const bytes = readFileSync(first.image.path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(first.image.path, bytes);
    const { image } = await doctor(cache);
    expect(image).toMatchObject({
      state: 'ready',
      detail: 'it was damaged and has been made anew',
    });
    expect((await doctor(cache)).image).toMatchObject({
      state: 'ready',
      path: image.path,
      detail: 'whole and up to date',
    });
  });

  test('tells that a cache cannot be written, and works all the same', async () => {
    const cache = join(folder, 'file');
    writeFileSync(cache, '');
    const { ok, image } = await doctor(cache);
    expect(ok).toBe(true);
    expect(image).toMatchObject({ state: 'unwritable', path: cache });
    expect(image.detail).toContain('CAUSEWAY_CACHE_DIR');
  });

  test('leaves nothing but the image, its name and the seed in the cache', async () => {
    const cache = join(folder, 'clean');
    mkdirSync(cache);
    await doctor(cache);
    const names = readdirSync(cache).map((name) => name.replace(/[0-9a-f]{64}|[0-9a-f]{32}/, 'X'));
    expect(names.sort()).toEqual(['X.img', 'hash-seed', 'python-X.ref']);
  });
});
