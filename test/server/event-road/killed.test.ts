import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { fold } from '../../../src/timeline/fold.ts';
import { begin, end, post } from './support.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function startServer(): Promise<{ child: ChildProcess; url: string }> {
  const program = join(import.meta.dirname, 'fixtures/road-server.ts');
  const child = spawn(process.execPath, [program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [url] = (await once(lines, 'line')) as [string];
  return { child, url };
}

/** Emitters that each post one event after another, until the server is gone. */
async function load(url: string, emitters: number, onAccepted: () => void): Promise<string[][]> {
  return await Promise.all(
    Array.from({ length: emitters }, async (_, emitter) => {
      const accepted: string[] = [];
      for (let n = 0; ; n += 1) {
        const call_id = `e${emitter}.${n}`;
        const args = n % 20 === 0 ? 'x'.repeat(8000) : { n };
        const batch = n % 7 === 0;
        const sent = [
          { ...begin, call_id, args },
          { ...end, call_id },
        ];
        for (const body of batch ? [sent] : sent) {
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

describe('a receiver over the journal on disk', () => {
  test.each([1, 40, 300, 1500])(
    'H-E1 has every event that it answered with 202 after kill -9, in order (after %i answers)',
    async (answers) => {
      const { child, url } = await startServer();
      let accepted = 0;
      const perEmitter = await load(url, 16, () => {
        accepted += 1;
        if (accepted === answers) child.kill('SIGKILL');
      });
      expect(accepted).toBeGreaterThanOrEqual(answers);

      const again = await startServer();
      // The key is the one that it was, and the run goes on.
      expect((await post(again.url, { ...begin, call_id: 'after' })).status).toBe(202);
      const oldUrl = new URL(url);
      oldUrl.port = new URL(again.url).port;
      expect((await post(oldUrl.href, { ...end, call_id: 'after' })).status).toBe(202);
      again.child.kill('SIGTERM');
      await once(again.child, 'exit');

      const journal = await openSqliteJournal({ directory: folder, readOnly: true });
      const events = await journal.read('run_1');
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
        if (ref !== undefined) expect((await journal.getBlob(ref))?.length).toBe(8002);
      }
      expect(events.length).toBeGreaterThan(answers);
      await journal.close();
    },
  );
});
