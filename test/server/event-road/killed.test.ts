import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventPage } from '../../../src/protocol/api/run-pages.ts';
import type { RunEvent } from '../../../src/protocol/events/event.ts';
import { fold } from '../../../src/timeline/fold.ts';
import { root } from '../../house/source-files.ts';
import { begin, end, post } from './support.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The built command, as anybody starts it. */
async function startServer(): Promise<{ child: ChildProcess; base: string }> {
  const args = ['dist/cli/main.js', 'serve', '--port', '0', '--data', folder, '--json'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += chunk));
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The server has ended: ${complaints}`);
  });
  // Later it is meant to end.
  ended.catch(() => undefined);
  const line = once(createInterface({ input: child.stdout }), 'line');
  const [json] = (await Promise.race([line, ended])) as [string];
  return { child, base: new URL((JSON.parse(json) as { url: string }).url).origin };
}

async function openRun(base: string): Promise<{ runId: string; url: string }> {
  const answer = await post(`${base}/api/runs`, { kind: 'external', title: 'Import' });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { runId: string; url: string };
}

async function readAll(base: string, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (;;) {
    const answer = await fetch(`${base}/api/runs/${runId}/events?after=${events.length}`);
    const page = (await answer.json()) as EventPage;
    if (page.events.length === 0) return events;
    events.push(...page.events);
  }
}

/** Emitters that each post one body after another, until the server is gone. */
async function load(url: string, emitters: number, onAccepted: () => void): Promise<string[][]> {
  return await Promise.all(
    Array.from({ length: emitters }, async (_, emitter) => {
      const accepted: string[] = [];
      for (let n = 0; ; n += 1) {
        const call_id = `e${emitter}.${n}`;
        const args = n % 20 === 0 ? 'x'.repeat(8000) : { n };
        const sent = [
          { ...begin, call_id, args },
          { ...end, call_id },
        ];
        for (const body of n % 7 === 0 ? [sent] : sent) {
          const status = await post(url, body).then(
            (answer) => answer.status,
            () => 'gone',
          );
          if (status === 'gone') return accepted;
          expect(status).toBe(202);
          for (const { type } of [body].flat()) accepted.push(`${type} ~${call_id}`);
          onAccepted();
        }
      }
    }),
  );
}

describe('the server', () => {
  test.each([1, 40, 300, 1500])(
    'H-E1 has every event that it answered with 202 after kill -9, in order (after %i answers)',
    async (answers) => {
      const killed = await startServer();
      const { runId, url } = await openRun(killed.base);
      let accepted = 0;
      const perEmitter = await load(url, 16, () => {
        accepted += 1;
        if (accepted === answers) killed.child.kill('SIGKILL');
      });
      expect(accepted).toBeGreaterThanOrEqual(answers);

      const { child, base } = await startServer();
      // The key is the one that it was, and the run goes on.
      const sameUrl = `${base}/events${new URL(url).search}`;
      expect((await post(sameUrl, { ...begin, call_id: 'after' })).status).toBe(202);

      const events = await readAll(base, runId);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      const position = new Map(
        events.slice(1).map((event, index) => {
          const { type, callId } = event as { type: string; callId: string };
          return [`${type === 'call.began' ? 'begin' : 'end'} ${callId}`, index];
        }),
      );
      for (const kept of perEmitter) {
        const positions = kept.map((event) => position.get(event));
        expect(positions).not.toContain(undefined);
        expect(positions).toEqual([...positions].sort((one, other) => (one ?? 0) - (other ?? 0)));
      }
      // Whatever had no answer is there as a whole or not at all, large values too.
      for (const { args } of fold(events).calls) {
        const ref = args !== undefined && 'ref' in args ? args.ref : undefined;
        if (ref === undefined) continue;
        const blob = await fetch(`${base}/api/blobs/${ref}`);
        expect((await blob.arrayBuffer()).byteLength).toBe(8002);
      }
      expect(events.length).toBeGreaterThan(answers);
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  );
});
