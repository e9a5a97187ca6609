import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { isRoot, nobody } from './support/nobody.ts';

const program = new URL('./support/open-sandbox.ts', import.meta.url).pathname;
/** A cache that some tests start from; making one takes seconds. */
let warmDir: string;
let cacheDir: string;
/** For temporary files of the sandbox alone: other tests make theirs meanwhile. */
let temporary: string;

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'temporary-'));
  chmodSync(temporary, 0o1777);
  warmDir = mkdtempSync(join(tmpdir(), 'warm-cache-'));
  expect(open(warmDir)).toMatchObject({ built: true, value: 2, status: 0 });
});
afterAll(() => {
  for (const folder of [warmDir, temporary]) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'cache-'));
});
afterEach(() => {
  chmodSync(cacheDir, 0o700);
  rmSync(cacheDir, { recursive: true, force: true });
});

/** Opens a sandbox in a process of its own; tells whether an image was made and what came of 1 + 1. */
function open(directory = cacheDir, user: { uid?: number; gid?: number } = {}) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--no-warnings', program, directory],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: temporary }, ...user },
  );
  return { ...(stdout === '' ? {} : JSON.parse(stdout)), stderr, status };
}

const image = (): string => {
  const name = readdirSync(cacheDir).find((file) => file.endsWith('.img'));
  return join(cacheDir, name ?? 'none');
};

test('the image is made once and used again, readable by its owner only', () => {
  cpSync(warmDir, cacheDir, { recursive: true });
  expect(open()).toMatchObject({ built: false, value: 2, status: 0 });
  expect(statSync(image()).mode & 0o777).toBe(0o400);
  expect(readdirSync(cacheDir).length).toBe(3);
});

test.each([
  ['cut short', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 100_000))],
  [
    'changed by one bit',
    (path: string) => {
      const bytes = readFileSync(path);
      bytes[5_000_000] = (bytes[5_000_000] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
  ],
  ['empty', (path: string) => writeFileSync(path, '')],
  ['gone', (path: string) => rmSync(path)],
])('an image that is %s is made again', (_how, damage) => {
  cpSync(warmDir, cacheDir, { recursive: true });
  chmodSync(image(), 0o600);
  damage(image());
  expect(open()).toMatchObject({ built: true, value: 2, status: 0 });
  // Images are named by their content, and one that is whole is among them now.
  const whole = readdirSync(cacheDir).filter((name) => {
    if (!name.endsWith('.img')) return false;
    const bytes = readFileSync(join(cacheDir, name));
    return name === `${createHash('sha256').update(bytes).digest('hex')}.img`;
  });
  expect(whole.length).toBe(1);
});

test('a damaged hash seed is drawn again', () => {
  writeFileSync(join(cacheDir, 'hash-seed'), 'what?');
  expect(open()).toMatchObject({ value: 2, status: 0 });
  expect(Number(readFileSync(join(cacheDir, 'hash-seed'), 'utf8'))).toBeGreaterThan(0);
});

test('a cache folder that cannot be written works, and leaves nothing behind', () => {
  const file = join(cacheDir, 'a-file');
  writeFileSync(file, '');
  expect(open(join(file, 'below'))).toMatchObject({ built: true, value: 2, status: 0 });
  chmodSync(cacheDir, 0o500);
  // The superuser writes everywhere, so this part is tried as somebody else.
  if (!isRoot || nobody !== null) {
    expect(open(cacheDir, nobody ?? {})).toMatchObject({ built: true, value: 2, status: 0 });
  }
  expect(readdirSync(temporary).filter((name) => name.startsWith('causeway-'))).toEqual([]);
  expect(existsSync(join(cacheDir, 'python.img'))).toBe(false);
});

test('two processes that need an image at once both get one', async () => {
  const start = (): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const child = spawn(process.execPath, ['--no-warnings', program, cacheDir]);
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      child.on('close', () => resolve(text));
    });
  const both = await Promise.all([start(), start()]);
  expect(both.map((text) => JSON.parse(text).value)).toEqual([2, 2]);
  expect(open()).toMatchObject({ built: false, value: 2, status: 0 });
});

test('a folder below a file system that takes no folders is told at once, not tried for ever', () => {
  if (process.platform !== 'linux') return;
  expect(open('/proc/causeway/cache')).toMatchObject({ built: true, value: 2, status: 0 });
});

test('a build whose process was killed leaves nothing that stays', () => {
  cpSync(warmDir, cacheDir, { recursive: true });
  for (const name of ['0123.abcd.draft', `${'0'.repeat(64)}.img`]) {
    writeFileSync(join(cacheDir, name), 'left behind');
    const longAgo = new Date(Date.now() - 7_200_000);
    utimesSync(join(cacheDir, name), longAgo, longAgo);
  }
  for (const name of readdirSync(cacheDir).filter((one) => one.endsWith('.ref'))) {
    rmSync(join(cacheDir, name));
  }
  expect(open()).toMatchObject({ built: true, value: 2, status: 0 });
  const left = readdirSync(cacheDir);
  expect(left.filter((name) => name.endsWith('.draft') || name.startsWith('000'))).toEqual([]);
});
