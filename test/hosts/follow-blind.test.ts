import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followFile } from '../../src/hosts/local/follow-file.ts';
import { FollowedLines } from './followed-lines.ts';

const program = fileURLToPath(new URL('fixtures/follow-lines.ts', import.meta.url));
/** Runs the command behind it where its user has no watches left. */
const BLIND = [
  '-Ur',
  'sh',
  '-c',
  'echo 0 > /proc/sys/user/max_inotify_instances && exec "$@"',
  'sh',
];

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync('/tmp/causeway-follow-');
  log = join(folder, 'optio.log');
  writeFileSync(log, '');
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 10 }));

test('H-A7 a line is seen although the system dropped what it had to tell of it', async () => {
  const lines = new FollowedLines(followFile(log));
  await lines.drain();
  // This process looks at nothing meanwhile, and the system keeps 16,384 changes for it.
  execFileSync('python3', ['-c', CREATE_MANY, folder]);
  await lines.until(({ texts }) => texts.length === 1);
  expect(lines.texts).toEqual(['one']);
  await lines.stop();
});

const CREATE_MANY = `
import os, sys
for n in range(17000):
    os.close(os.open(f'{sys.argv[1]}/{n}', os.O_CREAT | os.O_WRONLY))
with open(sys.argv[1] + '/optio.log', 'a') as log:
    log.write('one\\n')
`;

test('H-A7 a line is seen where the system has no watches left', async (context) => {
  if (spawnSync('unshare', [...BLIND, 'true']).status !== 0) {
    return context.skip('Taking the watches away needs user name spaces.');
  }
  const child = spawn('unshare', [...BLIND, process.execPath, program, log], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(line);
    if (line !== 'end') appendFileSync(log, line === 'following' ? 'one\n' : 'end\n');
  }
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  expect(seen).toEqual(['following', 'one', 'end']);
});
