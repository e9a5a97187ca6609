import { writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import type { AgentChannel } from '../../src/agents/agent-channel.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { type SessionRun, startSession } from './support/session-run.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

/** Runs a session whose agent speaks by tools, as an MCP server would for it. */
async function speaking(
  speak: (channel: AgentChannel, workdir: string) => Promise<void>,
): Promise<SessionRun> {
  const run = await startSession(cleanUp, {
    body: (_host, { channel, workdir }) => speak(channel, workdir),
  });
  await run.end;
  return run;
}

const telling = new Set([
  'run.progressed',
  'attention.raised',
  'browser.requested',
  'domain.sent',
  'agent.concluded',
  'deliverable.captured',
  'deliverable.refused',
]);

function facts(events: readonly RunEvent[]): unknown[] {
  return events.filter(({ type }) => telling.has(type)).map(({ runId, seq, at, ...body }) => body);
}

test('what is said by tools and what is said by lines become the same events', async () => {
  const byTools = await speaking(async (channel, workdir) => {
    await channel.reportProgress({ percent: 20, message: 'reading' });
    await channel.reportProgress({ message: 'writing' });
    await writeFile(`${workdir}/deliverables/a.txt`, 'a\n');
    expect(await channel.deliver('deliverables/a.txt')).toMatchObject({ ok: true, size: 2 });
    expect(await channel.deliver('/etc/passwd')).toMatchObject({ ok: false });
    await channel.askPerson('which?');
    await channel.requestBrowser('https://example.com');
    await channel.sendDomainMessage('BUILD', { n: 1.5, big: 12345678901234567890n });
    await channel.done('all');
  });
  const byLines = await startSession(cleanUp, {
    agent: `say() { echo "$1" >> optio.log; }
      say 'STATUS: 20% reading'; say 'STATUS: writing'
      echo a > deliverables/a.txt; say 'DELIVERABLE: deliverables/a.txt'
      while ! grep -q ^CAPTURED inbox.log; do sleep 0.02; done
      say 'DELIVERABLE: /etc/passwd'; say 'ATTENTION: which?'; say 'BROWSER: https://example.com'
      say 'DOMAIN_MESSAGE: BUILD {"n":1.5,"big":12345678901234567890}'; say 'DONE: all'`,
  });
  await byLines.end;
  expect(facts(await byTools.events())).toEqual(facts(await byLines.events()));
  expect(facts(await byTools.events())).toHaveLength(8);
});

test('a tool is answered at once: captured, or why not', async () => {
  const answers: unknown[] = [];
  const run = await speaking(async (channel, workdir) => {
    answers.push(await channel.deliver('deliverables/missing.txt'));
    await writeFile(`${workdir}/deliverables/now.txt`, '1');
    answers.push(await channel.deliver(`${workdir}/deliverables/now.txt`));
    await writeFile(`${workdir}/deliverables/now.txt`, '22');
    answers.push(await channel.deliver('./deliverables//now.txt'));
    await channel.fail('enough');
  });
  expect(answers).toMatchObject([
    { ok: false },
    { ok: true, path: 'now.txt', size: 1 },
    { ok: true, path: 'now.txt', size: 2 },
  ]);
  expect(await run.end).toMatchObject({ outcome: 'error', summary: 'enough' });
});

test('the first last word counts, and after it there are no more questions', async () => {
  const run = await speaking(async (channel) => {
    await channel.done('first');
    await channel.fail('second');
    await expect(channel.askPerson('now?')).rejects.toThrow('The session is ending');
  });
  expect(await run.end).toMatchObject({ outcome: 'done', summary: 'first' });
});

test('H-A17 who asked is told the answer, and that nobody answers any more', async () => {
  const answers: unknown[] = [];
  let late: Promise<unknown> | undefined;
  const run = await startSession(cleanUp, {
    body: async (_host, { channel }) => {
      const { id, answer } = await channel.askPerson('which?');
      answers.push(id, await answer, await channel.waitForPerson(id));
      late = (await channel.askPerson('and then?')).answer;
      await channel.done();
      answers.push(channel.waitForPerson('r99'));
    },
  });
  const { id } = await run.until('attention.raised');
  await run.journal.append('run-1', [{ type: 'attention.closed', id, by: 'ada', answer: 'b' }]);
  await run.end;
  const answered = { state: 'answered', by: 'ada', answer: 'b' };
  expect(answers).toEqual(['r1', answered, answered, undefined]);
  expect(await late).toEqual({ state: 'closed' });
});

test('a channel of a session that is over takes nothing', async () => {
  let kept: AgentChannel | undefined;
  await speaking(async (channel) => {
    kept = channel;
    await channel.done();
  });
  await expect(kept?.reportProgress({ message: 'late' })).rejects.toThrow('The session has ended');
});
