import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startSession } from './support/session-run.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

test('an agent that reports, hands over a file and says DONE is done, with all of it recorded', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo 'STATUS: 10% beginning' >> optio.log
      echo hello > deliverables/a.txt
      echo 'DELIVERABLE: deliverables/a.txt' >> optio.log
      echo 'just text' >> optio.log
      echo to-stdout; echo to-stderr >&2
      echo 'DONE: all of it' >> optio.log`,
  });
  const end = await run.end;
  expect(end).toEqual({
    outcome: 'done',
    summary: 'all of it',
    reason: 'The agent said DONE.',
    exitCode: 0,
    notes: [],
  });
  expect(await run.all('run.progressed')).toMatchObject([{ percent: 10, message: 'beginning' }]);
  const [captured] = await run.all('deliverable.captured');
  expect(captured).toMatchObject({ path: 'a.txt', size: 6, mediaType: 'text/plain' });
  expect(new TextDecoder().decode(await run.journal.getBlob(captured?.ref ?? ''))).toBe('hello\n');
  expect(await run.text()).toBe('just text\n');
  expect(await run.text('stdout')).toBe('to-stdout\n');
  expect(await run.text('stderr')).toBe('to-stderr\n');
  expect(await run.all('agent.exited')).toMatchObject([{ exitCode: 0 }]);
  expect(await run.all('agent.concluded')).toMatchObject([{ verdict: 'done' }]);
  expect(await readFile(join(run.workdir, 'inbox.log'), 'utf8')).toBe(
    'CAPTURED path=deliverables/a.txt bytes=6 sha256=5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\n',
  );
});
