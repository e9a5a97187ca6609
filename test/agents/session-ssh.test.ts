import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { sessionFiles } from '../../src/agents/session/prepare-workdir.ts';
import type { Host } from '../../src/hosts/host.ts';
import { sshBox } from '../hosts/ssh/ssh-box.ts';
import { startTcpProxy, type TcpProxy } from '../hosts/ssh/tcp-proxy.ts';
import {
  makeFolder,
  type SessionRun,
  type StartOptions,
  startSession,
} from './support/session-run.ts';

const box = sshBox();
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

async function start(host: Host, options: StartOptions): Promise<SessionRun> {
  const path = await makeFolder(cleanUp, `it's a $(folder)`);
  const workdir = await host.openWorkdir({ path, task: 'test', moveAside: sessionFiles() });
  return await startSession(cleanUp, { workdir, ...options }, host);
}

async function proxied(): Promise<{ host: Host; proxy: TcpProxy }> {
  const proxy = await startTcpProxy(box.sshd.port);
  cleanUp.push(async () => await proxy[Symbol.asyncDispose]());
  return { host: box.host({ port: proxy.port }), proxy };
}

describe('a session on a machine over SSH', () => {
  test('H-A1 H-A10 hears all that is said right before the exit, in a folder with a hostile name', async () => {
    const run = await start(box.host(), {
      agent: `echo 'STATUS: 10% beginning' >> optio.log; echo out; echo err >&2
        causeway-say ask 'which one?'
        while ! grep -q '^ANSWER id=r1' inbox.log; do sleep 0.05; done
        printf 'DONE: all of it' >> optio.log; exit 6`,
    });
    const { id } = await run.until('attention.raised');
    await run.journal.append('run-1', [
      { type: 'attention.closed', id, by: 'ada', answer: `that's "it"` },
    ]);
    expect(await run.end).toMatchObject({
      outcome: 'done',
      summary: 'all of it',
      exitCode: 6,
      notes: [],
    });
    expect(await run.text('stdout')).toBe('out\n');
    expect(await run.text('stderr')).toBe('err\n');
    expect(await run.all('host.connected')).toMatchObject([{ host: 'box' }]);
    expect(await readFile(`${run.workdir}/inbox.log`, 'utf8')).toBe(
      `ASKED id=r1: which one?\nANSWER id=r1 by=ada: that's "it"\n`,
    );
  });

  test('H-A3 H-A6 takes deliverables, each once, and nothing that is a link', async () => {
    const given: string[] = [];
    const run = await start(box.host(), {
      agent: `i=0; while [ $i -lt 5 ]; do
          echo "content $i" > deliverables/$i.txt; echo "DELIVERABLE: deliverables/$i.txt"
          i=$((i + 1)); done >> optio.log
        ln -s /etc/passwd deliverables/link; echo 'DELIVERABLE: deliverables/link' >> optio.log
        echo 'ERROR: enough' >> optio.log`,
      onDeliverable: (_context, path, text) => void given.push(`${path}=${text}`),
    });
    expect(await run.end).toMatchObject({ outcome: 'error', summary: 'enough' });
    expect(given).toEqual([0, 1, 2, 3, 4].map((i) => `${i}.txt=content ${i}\n`));
    expect(await run.all('deliverable.refused')).toMatchObject([{ path: 'link' }]);
  });

  test('H-A12 ends what ignores it and what left its group', async () => {
    const stop = new AbortController();
    const run = await start(box.host(), {
      signal: stop.signal,
      limits: { cancelGraceMs: 0 },
      agent: `setsid sh -c 'trap "" INT TERM; echo "$$" > far; while :; do sleep 0.1; done' &
        while [ ! -s far ]; do sleep 0.02; done; echo 'STATUS: up' >> optio.log; sleep 1000`,
    });
    await run.until('run.progressed');
    const far = Number(await readFile(`${run.workdir}/far`, 'utf8'));
    stop.abort();
    expect(await run.end).toMatchObject({ outcome: 'cancelled' });
    expect(() => process.kill(far, 0)).toThrow('ESRCH');
  });

  test('H-A13 loses and doubles nothing through connections that are cut', async () => {
    const { host, proxy } = await proxied();
    const lines = 600;
    const run = await start(host, {
      agent: `i=0; while [ $i -lt ${lines} ]; do
          echo "line $i" >> optio.log; echo "out $i"; i=$((i + 1)); sleep 0.01
        done; echo 'DONE: through' >> optio.log; exit 5`,
    });
    for (const number of [50, 200, 350, 500]) {
      await run.until('output.written', ({ text }) => text.includes(`line ${number}\n`));
      proxy.cut();
    }
    expect(await run.end).toMatchObject({ outcome: 'done', summary: 'through', exitCode: 5 });
    const numbers = Array.from({ length: lines }, (_, i) => i);
    expect(await run.text()).toBe(numbers.map((i) => `line ${i}\n`).join(''));
    expect(await run.text('stdout')).toBe(numbers.map((i) => `out ${i}\n`).join(''));
    expect((await run.all('host.disconnected')).length).toBeGreaterThan(0);
  });

  test('H-A13 a machine that stays out of reach is lost after the stated time, and its agent goes on', async () => {
    const { host, proxy } = await proxied();
    const run = await start(host, {
      agent: `echo $$ > pid; echo 'STATUS: up' >> optio.log; while [ ! -e stop ]; do sleep 0.1; done`,
      limits: { lostAfterMs: 300, bodyGraceMs: 0, finishMs: 2_000 },
    });
    await run.until('run.progressed');
    await proxy.refuse();
    const { outcome, reason } = await run.end;
    expect(outcome).toBe('lost');
    expect(reason).toContain('the agent may still run there');
    const pid = Number(await readFile(`${run.workdir}/pid`, 'utf8'));
    process.kill(pid, 0);
    process.kill(-pid, 'SIGKILL');
  });

  test('H-A2 H-A12 a session that is cancelled while nothing answers ends, and tells what it could not do', async () => {
    const { host, proxy } = await proxied();
    const stop = new AbortController();
    const run = await start(host, {
      signal: stop.signal,
      agent: `echo $$ > pid; echo 'STATUS: up' >> optio.log; while [ ! -e stop ]; do sleep 0.1; done`,
      limits: { cancelGraceMs: 0, bodyGraceMs: 0, finishMs: 500, drainMs: 500 },
    });
    await run.until('run.progressed');
    await proxy.refuse();
    stop.abort();
    const { outcome, notes } = await run.end;
    expect(outcome).toBe('cancelled');
    expect(notes).toEqual(
      expect.arrayContaining([
        expect.stringContaining('The agent could not be ended and may still run on'),
        'The log could not be read to its end within 500 ms.',
      ]),
    );
    process.kill(-Number(await readFile(`${run.workdir}/pid`, 'utf8')), 'SIGKILL');
  });
});
