import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { AttentionRaised } from '../../../src/protocol/events/attention.ts';
import type { RunEvent } from '../../../src/protocol/events/event.ts';
import { sshBox } from '../../hosts/ssh/ssh-box.ts';
import { installPrograms } from './install-programs.ts';
import { type ProgramRun, startProgram } from './run-program.ts';

const box = sshBox();
let run: ProgramRun | undefined;

afterEach(async () => {
  await run?.end();
  vi.unstubAllEnvs();
});

test('a program on an SSH host is found by the login shell and reports by its log and tools', async (context) => {
  const { codex } = await installPrograms(['codex']);
  if ('missing' in codex) return context.skip(codex.missing);
  const node = join(process.execPath, '..');
  await writeFile(
    join(box.sshd.home, '.profile'),
    `PATH="${codex.bin}:${node}:$PATH"; export PATH\n`,
  );
  run = await startProgram({
    preset: 'codex',
    bin: codex.bin,
    task: 'Write a report',
    elsewhere: box.host(),
    script: [
      { shell: "echo 'STATUS: 10% From the shell' >> ./optio.log" },
      { shell: "echo 'It is fine.' > deliverables/report.txt" },
      { mcp: 'deliver', args: { path: 'deliverables/report.txt' } },
      { mcp: 'ask_person', args: { question: 'Which branch?' } },
      { mcp: 'done', args: { summary: 'All of it' } },
      { say: 'The end.' },
    ],
  });
  const { events, handle, journal, model } = run;
  const asked = (): RunEvent | undefined => events.find(({ type }) => type === 'attention.raised');
  await expect.poll(asked, { timeout: 60_000 }).toBeDefined();
  const { id } = asked() as AttentionRaised;
  const closed = { type: 'attention.closed', id, by: 'Ada', answer: 'the main one' } as const;
  await journal.append(handle.runId, [closed]);
  const result = await handle.ended;
  expect({ result, faults: model.faults }, run.output()).toMatchObject({
    result: {
      outcome: 'done',
      summary: 'All of it',
      exitCode: 0,
      deliverables: [{ path: 'report.txt', size: 12 }],
      notes: [],
    },
    faults: [],
  });
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'run.progressed', percent: 10, message: 'From the shell' }),
  );
  expect(model.requests.at(-1)?.results[3]).toContain('the main one');
}, 900_000);
