import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followRemote } from '../../src/hosts/remote/follow-remote.ts';
import { asNobody } from './as-nobody.ts';
import { FollowedLines } from './followed-lines.ts';
import { LocalChannels } from './remote/local-channel.ts';

const fixture = fileURLToPath(new URL('fixtures/follow-lines.ts', import.meta.url));
const READ = `require('node:fs').readFileSync(process.argv[1])`;
let folder: string;
let log: string;
let closed: string;
beforeEach(() => {
  folder = mkdtempSync('/tmp/causeway-follow-');
  chmodSync(folder, 0o755);
  log = join(folder, 'optio.log');
  closed = join(folder, 'closed');
  writeFileSync(log, 'one\n', { mode: 0o600 });
  chmodSync(log, 0o000);
  mkdirSync(closed, { mode: 0o700 });
  chmodSync(closed, 0o000);
});
afterEach(() => {
  chmodSync(closed, 0o700);
  rmSync(folder, { recursive: true, maxRetries: 10 });
});

test.for([
  ['python3', 'python3'],
  ['perl', 'perl'],
  ['sh', 'dash'],
  ['sh', 'bash'],
] as const)(
  'H-A7 a log that may not be read is told, and read when it may be: %s (%s)',
  async ([helper, program], context) => {
    const user = asNobody(program, helper === 'perl' ? '-e' : '-c', '');
    if ('no' in user) return context.skip(user.no);
    const channels = new LocalChannels(([, ...args]) => [...user.words, program, ...args]);
    const machine = async () => ({ open: channels.open, helper });
    const lines = new FollowedLines(followRemote(machine, log));
    await lines.until(({ changes }) => changes.length === 1);
    chmodSync(log, 0o644);
    await lines.until(({ texts }) => texts.length === 1);
    await lines.finish();
    expect(lines.story).toEqual(['<unreadable>', 'one']);
    const hidden = new FollowedLines(followRemote(machine, join(closed, 'optio.log')));
    // Whoever asks at once is told at once.
    await hidden.finish();
    expect(hidden.story).toEqual(['<unreadable>']);
  },
);

test('H-A7 a log that may not be read is told, and read when it may be: local', async (context) => {
  const user = asNobody(process.execPath, '-e', READ, fixture);
  if ('no' in user) return context.skip(user.no);
  const [program = '', ...words] = [...user.words, process.execPath, fixture, log];
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(line);
    if (line === '<unreadable>') chmodSync(log, 0o644);
    if (line === 'one') writeFileSync(log, 'end\n', { flag: 'a' });
  }
  expect(seen).toEqual(['following', '<unreadable>', 'one', 'end']);
});
