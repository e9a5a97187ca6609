import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { fencedBlocksOf } from '../../house/markdown.ts';
import { root, textOf } from '../../house/source-files.ts';
import { spawnHost } from './raw-host.ts';

const page = textOf('docs/host-protocol.md');
const blocks = fencedBlocksOf(page);
const transcripts = blocks.filter(({ language }) => language === 'transcript');
const version = (JSON.parse(textOf('package.json')) as { version: string }).version;

test('the page has transcripts that show every message and every method that is served here', () => {
  const text = transcripts.map((block) => block.text).join('');
  for (const type of ['ack', 'host_call', 'host_call_result', 'cancel']) {
    expect(text).toContain(`"type":"${type}"`);
  }
  for (const method of ['init', 'runPtc', 'writeFile', 'readFile', 'listDir', 'close']) {
    expect(text).toContain(`"method":"${method}"`);
  }
});

test.each(transcripts)('the transcript of line $line is what a host says', async ({ text }) => {
  const host = spawnHost();
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('→ ')) host.send(`${line.slice(2)}\n`);
    else expect(await host.line()).toBe(line.slice(2).replace('"0.1.0"', `"${version}"`));
  }
  expect(await host.end()).toMatchObject({ rest: [], code: 0 });
});

test.each(blocks.filter(({ language }) => language === 'ts'))(
  'the program of line $line does what it says',
  async ({ text }) => {
    // Inside the repository, so that `import … from 'causeway'` finds this package; git ignores it.
    const folder = join(root, 'examples/host-from-python/out');
    mkdirSync(folder, { recursive: true });
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'connect.ts'), text);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      join(folder, 'connect.ts'),
    ]);
    expect({ stdout, stderr }).toEqual({ stdout: 'ABC\n', stderr: '' });
  },
);

test.each([
  'host_start',
  'host_gone',
  'host_refused',
  'host_timeout',
  'host_capability',
  'host_protocol',
])('the page has a row for %s', (code) => {
  expect(page).toContain(`\n| \`${code}\` |`);
});
