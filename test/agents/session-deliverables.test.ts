import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { startSession } from './support/session-run.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

const announce = (name: string): string => `echo 'DELIVERABLE: deliverables/${name}' >> optio.log`;

describe('H-A3 files that were announced before the end', () => {
  for (const [how, last] of [
    ['ERROR', `echo 'ERROR: no' >> optio.log`],
    ['an exit', 'exit 4'],
    ['a cancel', `echo 'STATUS: ready' >> optio.log; sleep 1000`],
  ] as const) {
    test(`come after ${how}, each exactly once, and the agent is told`, async () => {
      const stop = new AbortController();
      const given: string[] = [];
      const run = await startSession(cleanUp, {
        signal: stop.signal,
        limits: { cancelGraceMs: 0, lingerMs: 0 },
        agent: `i=0; while [ $i -lt 30 ]; do
            echo "content $i" > deliverables/$i.txt
            echo "DELIVERABLE: deliverables/$i.txt"
            i=$((i + 1)); done >> optio.log
          ${announce('never-written.txt')}
          ${last}`,
        onDeliverable: async (_context, path, text) => {
          // Slower than the announcements come.
          await new Promise((next) => setTimeout(next, 2));
          given.push(`${path}=${text}`);
        },
      });
      if (how === 'a cancel') {
        await run.until('run.progressed');
        stop.abort();
      }
      await run.end;
      const expected = Array.from({ length: 30 }, (_, i) => `${i}.txt`);
      expect((await run.all('deliverable.captured')).map(({ path }) => path)).toEqual(expected);
      expect(given).toEqual(expected.map((path, i) => `${path}=content ${i}\n`));
      expect(await run.all('deliverable.refused')).toMatchObject([{ path: 'never-written.txt' }]);
      const inbox = await readFile(`${run.workdir}/inbox.log`, 'utf8');
      expect(inbox.match(/^CAPTURED /gm)).toHaveLength(30);
      expect(inbox.match(/^REFUSED path=deliverables\/never-written\.txt: /gm)).toHaveLength(1);
    });
  }
});

test('H-A5 a file that is announced, overwritten and announced again comes as it was each time', async () => {
  const given: (string | undefined)[] = [];
  const run = await startSession(cleanUp, {
    agent: `say() { n=$1; echo "version $n" > deliverables/a.txt
        ${announce('a.txt')}
        while [ "$(grep -c ^CAPTURED inbox.log)" -lt $n ]; do sleep 0.01; done; }
      say 1; say 2; say 3; echo DONE >> optio.log`,
    onDeliverable: (_context, _path, text) => void given.push(text),
  });
  expect(await run.end).toMatchObject({ outcome: 'done' });
  expect(given).toEqual(['version 1\n', 'version 2\n', 'version 3\n']);
  const shas = (await run.all('deliverable.captured')).map(({ sha256 }) => sha256);
  expect(new Set(shas).size).toBe(3);
});

test('a file that is announced before it is written is waited for', async () => {
  const run = await startSession(cleanUp, {
    agent: `${announce('late.txt')}
      echo 'STATUS: waiting' >> optio.log
      while [ ! -e go ]; do sleep 0.02; done
      echo here > deliverables/new; mv deliverables/new deliverables/late.txt
      while ! grep -q ^CAPTURED inbox.log; do sleep 0.02; done; echo DONE >> optio.log`,
  });
  await run.until('run.progressed');
  expect(await run.all('deliverable.refused')).toEqual([]);
  await writeFile(`${run.workdir}/go`, '');
  expect(await run.end).toMatchObject({ outcome: 'done' });
  expect(await run.all('deliverable.captured')).toMatchObject([{ path: 'late.txt', size: 5 }]);
});

test('H-A11 attention is there at once while two hundred deliveries are held up', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const given: string[] = [];
  const run = await startSession(cleanUp, {
    agent: `i=0; while [ $i -lt 200 ]; do
        echo $i > deliverables/$i.txt; echo "DELIVERABLE: deliverables/$i.txt"
        i=$((i + 1)); done >> optio.log
      echo 'ATTENTION: which one?' >> optio.log
      while ! grep -q ^ANSWER inbox.log; do sleep 0.02; done
      echo 'ERROR: enough' >> optio.log`,
    wrapRecord: (record) => ({
      ...record,
      // A store that takes nothing until the test has seen what it waits for.
      putBlob: async (bytes) => {
        await held;
        return await record.putBlob(bytes);
      },
    }),
    onDeliverable: (_context, path) => void given.push(path),
  });
  const { id } = await run.until('attention.raised');
  await run.journal.append('run-1', [{ type: 'attention.closed', id, by: 'ada', answer: 'this' }]);
  await run.until('agent.concluded');
  expect(await run.all('deliverable.captured')).toEqual([]);
  release();
  expect(await run.end).toMatchObject({ outcome: 'error', summary: 'enough' });
  expect(given).toEqual(Array.from({ length: 200 }, (_, i) => `${i}.txt`));
});

test('H-A6 only regular files strictly below the folder are taken, the others are refused with the reason', async () => {
  const run = await startSession(cleanUp, {
    agent: `ln -s /etc/passwd deliverables/link
      mkfifo deliverables/fifo; mkdir deliverables/sub; echo secret > outside.txt
      ln outside.txt deliverables/hard
      for path in deliverables/link deliverables/fifo deliverables/sub deliverables/hard \\
        outside.txt deliverables/../outside.txt /etc/passwd deliverables deliverables/.; do
        echo "DELIVERABLE: $path" >> optio.log
      done
      echo fine > 'deliverables/a name.txt'; echo 'DELIVERABLE: deliverables/a name.txt' >> optio.log
      truncate -s 1G deliverables/big; echo 'DELIVERABLE: deliverables/big' >> optio.log
      echo DONE >> optio.log`,
  });
  expect(await run.end).toMatchObject({ outcome: 'done' });
  expect(await run.all('deliverable.captured')).toMatchObject([{ path: 'a name.txt', size: 5 }]);
  const refused = (await run.all('deliverable.refused')).map(({ path }) => path).sort();
  expect(refused).toEqual(
    [
      '/etc/passwd',
      'big',
      'deliverables',
      'deliverables/.',
      'deliverables/../outside.txt',
      'fifo',
      'hard',
      'link',
      'outside.txt',
      'sub',
    ].sort(),
  );
});

test('H-A6 a folder for deliverables that becomes a link hands out nothing', async () => {
  const run = await startSession(cleanUp, {
    agent: `mv deliverables real; ln -s /etc deliverables
      echo 'DELIVERABLE: deliverables/passwd' >> optio.log; echo DONE >> optio.log`,
  });
  await run.end;
  expect(await run.all('deliverable.captured')).toEqual([]);
  expect(await run.all('deliverable.refused')).toMatchObject([{ path: 'passwd' }]);
});

test('bytes that are no text come as bytes', async () => {
  const given: unknown[] = [];
  const run = await startSession(cleanUp, {
    agent: `printf '\\377\\000\\001' > deliverables/raw; ${announce('raw')}; echo DONE >> optio.log`,
    onDeliverable: (_context, path, text, { bytes, mediaType }) =>
      void given.push([path, text, [...bytes], mediaType]),
  });
  await run.end;
  expect(given).toEqual([['raw', undefined, [255, 0, 1], 'application/octet-stream']]);
});

test('H-A17 an answer reaches the agent once, tied to its question, and so does a mere acknowledgement', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo 'ATTENTION: first?' >> optio.log; echo 'BROWSER: https://example.com/login' >> optio.log
      while ! grep -q '^ACKNOWLEDGED id=r2' inbox.log; do sleep 0.02; done; echo DONE >> optio.log`,
  });
  const first = await run.until('attention.raised');
  const second = await run.until('browser.requested');
  expect([first.id, second.id]).toEqual(['r1', 'r2']);
  const answer = { type: 'attention.closed' as const, id: 'r1', by: 'ada', answer: 'two\nlines' };
  await run.journal.append('run-1', [answer, { ...answer, answer: 'another' }]);
  await run.journal.append('run-1', [{ type: 'attention.closed', id: 'r2', by: 'bob' }]);
  await run.end;
  expect((await readFile(`${run.workdir}/inbox.log`, 'utf8')).split('\n')).toEqual([
    'ASKED id=r1: first?',
    'ASKED id=r2: https://example.com/login',
    'ANSWER id=r1 by=ada: two\\nlines',
    'ACKNOWLEDGED id=r2 by=bob',
    '',
  ]);
  expect((await run.all('inbox.written')).map(({ about }) => about)).toEqual([
    'r1',
    'r2',
    'r1',
    'r2',
  ]);
});

test('an inbox that becomes a link is not written through', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo 'STATUS: up' >> optio.log; while [ ! -e go ]; do sleep 0.02; done
      echo 'ATTENTION: hello?' >> optio.log; echo DONE >> optio.log`,
  });
  await run.until('run.progressed');
  await rm(`${run.workdir}/inbox.log`);
  await writeFile(`${run.workdir}/precious`, 'mine\n');
  await symlink(`${run.workdir}/precious`, `${run.workdir}/inbox.log`);
  await writeFile(`${run.workdir}/go`, '');
  const { notes } = await run.end;
  expect(notes).toEqual([expect.stringContaining('inbox could not be written')]);
  expect(await readFile(`${run.workdir}/precious`, 'utf8')).toBe('mine\n');
});

test('H-A5 a capture is recorded behind its announcement, whatever else came in the same write', async () => {
  const data = JSON.stringify('x'.repeat(40_000));
  let keptBytes = false;
  const run = await startSession(cleanUp, {
    agent: `echo hello > deliverables/a.txt
      { echo 'DELIVERABLE: deliverables/a.txt'; cat message; } > both; cat both >> optio.log
      echo DONE >> optio.log`,
    beforeExecute: ({ workdir }) =>
      writeFile(`${workdir}/message`, `DOMAIN_MESSAGE: big ${data}\n`),
    wrapRecord: (record) => ({
      ...record,
      async putBlob(content) {
        if (content.length < 1000) keptBytes = true;
        // Time enough for a capture that has begun.
        else for (let turns = 0; turns < 20_000 && !keptBytes; turns += 1) await setImmediate();
        return await record.putBlob(content);
      },
    }),
  });
  expect(await run.end).toMatchObject({ outcome: 'done' });
  const types = (await run.events()).map(({ type }) => type);
  expect(types.filter((type) => /^deliverable|^domain/.test(type))).toEqual([
    'deliverable.announced',
    'domain.sent',
    'deliverable.captured',
  ]);
});
