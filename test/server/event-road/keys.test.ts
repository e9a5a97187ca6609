import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadEventKeys } from '../../../src/server/event-road/load-event-keys.ts';
import { root } from '../../house/source-files.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-keys-'));
  file = join(folder, 'event-keys');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keep = (text: string): void => writeFileSync(file, text, { mode: 0o600 });
const load = (env: Record<string, string> = {}) => loadEventKeys({ folder, env });

describe('the keys of a data folder', () => {
  test('are made on the first start, for the owner alone, and are the same on the next', async () => {
    const inner = join(folder, 'a', 'b');
    const first = await loadEventKeys({ folder: inner, env: {} });
    const path = join(inner, 'event-keys');
    expect(readFileSync(path, 'utf8')).toMatch(/^[\w-]{43}\n$/);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await loadEventKeys({ folder: inner, env: {} })).newest).toBe(first.newest);
    expect(readdirSync(inner)).toEqual(['event-keys']);
  });

  test('are one key when eight processes start at once', async () => {
    const program = `
      const { loadEventKeys } = await import(${JSON.stringify(join(root, 'src/server/event-road/load-event-keys.ts'))});
      process.stdin.once('data', async () => {
        console.log((await loadEventKeys({ folder: ${JSON.stringify(folder)}, env: {} })).newest);
        process.exit();
      });
      console.log('ready');`;
    const starts = Array.from({ length: 8 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
      let output = '';
      const ready = new Promise<void>((resolve) => {
        child.stdout.on('data', (chunk) => {
          output += chunk;
          if (output.startsWith('ready\n')) resolve();
        });
      });
      const done = new Promise<string>((resolve) => child.on('close', () => resolve(output)));
      return { child, ready, done };
    });
    await Promise.all(starts.map(({ ready }) => ready));
    for (const { child } of starts) child.stdin.write('go\n');
    const outputs = new Set(await Promise.all(starts.map(({ done }) => done)));
    const { newest } = await load();
    expect([...outputs]).toEqual([`ready\n${newest}\n`]);
    expect(readdirSync(folder)).toEqual(['event-keys']);
  });

  test('are kept, four of them, when they are rotated', async () => {
    const keys = await load();
    const first = keys.newest;
    await keys.rotate();
    expect(keys.newest).not.toBe(first);
    const again = await load();
    expect(again.newest).toBe(keys.newest);
    expect(again.sign(first, 'text')).toBe(keys.sign(first, 'text'));
    for (let turn = 0; turn < 5; turn += 1) await keys.rotate();
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(4);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['event-keys']);
  });

  test('that are too short, or none, are told with the file', async () => {
    keep(`${'k'.repeat(40)}\nshort\n`);
    await expect(load()).rejects.toMatchObject({
      code: 'event_key_invalid',
      message: `${file}: Event key 2 has 5 characters; a key has at least 32`,
    });
    keep('\n');
    await expect(load()).rejects.toMatchObject({
      code: 'event_key_invalid',
      message: expect.stringContaining('There is no event key'),
    });
  });

  test('that cannot be read are told with the file and the fix', async () => {
    mkdirSync(file, { mode: 0o700 });
    await expect(load()).rejects.toMatchObject({
      code: 'event_key_unreadable',
      message: expect.stringContaining(file),
    });
    await expect(loadEventKeys({ folder: join(file, 'x\0'), env: {} })).rejects.toMatchObject({
      code: 'event_key_unreadable',
      message: expect.stringContaining('or set CAUSEWAY_EVENT_KEY'),
    });
  });

  test.skipIf(process.platform === 'win32')(
    'that others can read are refused with the command that mends it [POSIX modes only]',
    async () => {
      keep(`${'k'.repeat(40)}\n`);
      chmodSync(file, 0o644);
      await expect(load()).rejects.toMatchObject({
        code: 'event_key_exposed',
        message: expect.stringMatching(/mode 644\).*chmod 600/),
      });
      chmodSync(file, 0o600);
      await expect(load()).resolves.toBeDefined();
    },
  );
});

describe('keys of the environment', () => {
  const one = 'the first key of thirty-two chars';
  const two = 'the second key of thirty-two chars';

  test('stand in place of those of the folder, the newest first', async () => {
    const keys = await load({ CAUSEWAY_EVENT_KEY: ` ${two} , ${one} ` });
    const older = await load({ CAUSEWAY_EVENT_KEY: one });
    expect(keys.newest).not.toBe(older.newest);
    expect(keys.sign(older.newest, 'text')).toBe(older.sign(older.newest, 'text'));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that are too short are told without the key', async () => {
    const failed = load({ CAUSEWAY_EVENT_KEY: 'my secret' });
    await expect(failed).rejects.toMatchObject({
      code: 'event_key_invalid',
      message: 'CAUSEWAY_EVENT_KEY: Event key 1 has 9 characters; a key has at least 32',
    });
  });

  test('cannot be rotated here, and that is told with the way', async () => {
    const keys = await load({ CAUSEWAY_EVENT_KEY: one });
    await expect(keys.rotate()).rejects.toMatchObject({ code: 'event_key_fixed' });
  });
});
