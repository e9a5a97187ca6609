import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { KEYWORDS } from '../../../src/protocol/log-channel/keyword-table.ts';
import { SAY_PATH } from '../../../src/protocol/log-channel/log-channel-prompt.ts';
import { parseLogLine } from '../../../src/protocol/log-channel/parse-log-line.ts';
import { trimEnd } from '../../../src/protocol/log-channel/white-space.ts';
import { AgentWorkdir } from './agent-workdir.ts';
import { SHELLS } from './shells.ts';

const workdir = new AgentWorkdir();
afterAll(() => workdir[Symbol.dispose]());
writeFileSync(join(workdir.path, 'deliverables/summary.md'), 'x');

/** A word as a program can be given one: of UTF-8 without NUL. */
const word = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => text.replaceAll('\0', '').toWellFormed());
const hostile = fc.oneof(
  word,
  fc
    .array(
      fc.constantFrom('\n', 'DONE', "'", '"', '$(touch x)', '`id`', '\\n', '%s', '*', ' ', '-n'),
    )
    .map((words) => words.join('')),
);

describe.each(SHELLS)('causeway-say run by $name', (shell) => {
  const say = (...args: string[]) => workdir.run(shell, 'causeway-say', args);
  const said = (...args: string[]) => {
    expect(say(...args)).toMatchObject({ status: 0, stderr: '' });
    return workdir.lines();
  };

  test.each([
    [['status', '40', 'half way'], { type: 'status', percent: 40, message: 'half way' }],
    [['status', '40%'], { type: 'status', percent: 40 }],
    [['status', '100', 'all', 'read'], { type: 'status', percent: 100, message: 'all read' }],
    [['status', '404 is what it says'], { type: 'status', message: '404 is what it says' }],
    [['status', '404', 'x'], { type: 'status', message: '404 x' }],
    [['ask', 'which db?'], { type: 'attention', reason: 'which db?' }],
    [['browser', 'https://a.example/?x="y"'], { type: 'browser', url: 'https://a.example/?x="y"' }],
    [['done'], { type: 'done' }],
    [['done', 'it\'s "here" \\n'], { type: 'done', summary: 'it\'s "here" \\n' }],
    [['error', 'why', 'not'], { type: 'error', message: 'why not' }],
    [['deliver', 'summary.md'], { type: 'deliverable', path: 'deliverables/summary.md' }],
  ])('%j is one line', (args, line) => {
    expect(said(...args)).toEqual([line]);
  });

  test('a message of the application is the JSON it was given', () => {
    expect(said('domain', 'built', '{"a":\n "b\\nc"}')).toEqual([
      { type: 'domain', keyword: 'built', data: { a: 'b\nc' }, json: '{"a":  "b\\nc"}' },
    ]);
  });

  test('every kind of text is one line that cannot become another', () => {
    fc.assert(
      fc.property(fc.constantFrom('status', 'ask', 'error'), hostile, (verb, text) => {
        const { status } = say(verb, text);
        const lines = workdir.lines();
        if (status !== 0) {
          expect(lines).toEqual([]);
          expect(trimEnd(text).replace(/^\s+/, '')).toBe('');
          return;
        }
        const type = { status: 'status', ask: 'attention', error: 'error' }[verb];
        expect(lines.map((line) => line.type)).toEqual([type]);
        expect(lines).toEqual([
          parseLogLine(`${KEYWORDS[type as 'error'].keyword}: ${text.replace(/[\r\n]/g, ' ')}`),
        ]);
      }),
      { numRuns: 60 },
    );
    expect(workdir.shell('ls').stdout).not.toMatch(/^x$/m);
  });

  test('a text that is too long is cut between two characters, and that is told', () => {
    for (const [text, bytes] of [
      ['x'.repeat(5000), 4096],
      ['é'.repeat(3000), 4096],
      [`x${'é'.repeat(3000)}`, 4095],
      ['\u{1f600}'.repeat(2000), 4096],
      ['xy\u{20ac}'.repeat(2000), 4094],
    ] as const) {
      const { status, stderr } = say('ask', text);
      expect({ status, stderr }).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/^causeway-say: .*cut to \d+ bytes\n$/) as string,
      });
      const written = workdir.written();
      expect(Buffer.byteLength(written)).toBe(bytes);
      expect(`ATTENTION: ${text}`.startsWith(written.trimEnd())).toBe(true);
    }
  });

  test('an address longer than a line of echo is written whole', () => {
    const url = `https://example.com/?state=${'a'.repeat(20_000)}`;
    expect(said('browser', url)).toEqual([{ type: 'browser', url }]);
    expect(say('browser', url.repeat(4))).toMatchObject({
      status: 2,
      stderr: 'causeway-say: the address is longer than 64 KB\n',
    });
    expect(workdir.lines()).toEqual([]);
  });

  test.each([
    [[], /^Reports to whoever/],
    [['status'], /needs a per cent or a text/],
    [['status', ' '], /needs a per cent or a text/],
    [['ask', '\n'], /needs a question/],
    [['browser'], /needs an address/],
    [['domain'], /needs one word and JSON/],
    [['domain', 'two words', '1'], /needs one word and JSON/],
    [['domain', 'word'], /needs JSON behind word/],
    [['deliver'], /needs a file/],
    [['deliver', 'none.md'], /there is no file none\.md; write it first/],
    [['deliver', '.causeway/bin/gio'], /does not lie below .*deliverables/],
    [['deliver', 'deliverables'], /no ordinary file/],
    [['deliver', 'a\nDONE'], /line end in it/],
    [['DONE'], /there is no 'DONE'; say status/],
  ])('%j is refused with what to do, and writes nothing', (args, told) => {
    const { status, stderr } = say(...args);
    expect(stderr).toMatch(told);
    expect(status).toBe(2);
    expect(workdir.lines()).toEqual([]);
  });

  test('a file is found from where the agent is, and announced by its place in the workdir', () => {
    const folder = join(workdir.path, 'deliverables/two words');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "it's.md"), 'x');
    const announced = [{ type: 'deliverable', path: "deliverables/two words/it's.md" }];
    for (const [cwd, path] of [
      [folder, "it's.md"],
      [folder, "../two words/it's.md"],
      [workdir.path, "deliverables/two words/it's.md"],
      ['/', join(folder, "it's.md")],
      ['/', "two words/it's.md"],
    ] as const) {
      const done = workdir.run(shell, 'causeway-say', ['deliver', path], { cwd });
      expect(done).toMatchObject({ status: 0, stderr: '' });
      expect(workdir.lines()).toEqual(announced);
    }
  });

  test('H-A6: a link is not announced, nor what lies behind a linked folder', () => {
    for (const [name, target] of [
      ['link.md', '/etc/passwd'],
      ['linked', '/etc'],
    ] as const) {
      try {
        symlinkSync(target, join(workdir.path, 'deliverables', name));
      } catch {
        // It is there from the shell before.
      }
    }
    expect(say('deliver', 'deliverables/link.md').stderr).toContain('no ordinary file');
    expect(say('deliver', 'deliverables/linked/passwd').stderr).toContain('does not lie below');
    expect(workdir.lines()).toEqual([]);
  });

  test('a log that cannot be written is told, whether the disk is full or the folder gone', () => {
    for (const log of ['/dev/full', '/nowhere/optio.log']) {
      for (const text of ['x', `https://example.com/${'a'.repeat(9000)}`]) {
        const env = { CAUSEWAY_LOG: log };
        const done = workdir.run(shell, 'causeway-say', ['browser', text], { env });
        expect(done).toMatchObject({
          status: 1,
          stderr: `causeway-say: cannot append to ${log}: its folder is gone, may not be written, or its disk is full\n`,
        });
      }
    }
  });

  test('it finds the log by its own place when no variable names it', () => {
    const env = { CAUSEWAY_LOG: '', CDPATH: '/', IFS: 's' };
    const done = workdir.run(shell, 'causeway-say', ['done', 'all is said'], { env, cwd: '/' });
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(workdir.lines()).toEqual([{ type: 'done', summary: 'all is said' }]);
  });

  test('--help names every word', () => {
    const { status, stdout } = say('--help');
    expect(status).toBe(0);
    for (const { say: words } of Object.values(KEYWORDS)) {
      expect(stdout).toContain(`causeway-say ${words.split(' ')[0]} `);
    }
  });
});

test('what the text for agents shows writes the line that it shows', () => {
  for (const { say, example } of Object.values(KEYWORDS)) {
    expect(workdir.shell(`causeway-say ${say}`)).toMatchObject({ status: 0, stderr: '' });
    expect(workdir.written()).toBe(`${example}\n`);
  }
});

test('a login shell, which sets a PATH of its own, has the command by its place', () => {
  expect(workdir.shell(`bash -lc '${SAY_PATH} done'`)).toMatchObject({ status: 0, stderr: '' });
  expect(workdir.lines()).toEqual([{ type: 'done' }]);
});

test('lines of sixteen writers at once are whole', () => {
  const texts = Array.from({ length: 16 }, (_, index) => `${index}-`.repeat(700));
  const command = texts.map((text) => `causeway-say status '${text}' &`).join(' ');
  expect(workdir.shell(`${command} wait`).stderr).toBe('');
  const messages = workdir.lines().map((line) => (line.type === 'status' ? line.message : ''));
  expect(messages.sort()).toEqual(texts.sort());
});
