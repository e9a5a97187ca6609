import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CaptureQueue } from '../../src/agents/session/capture-queue.ts';
import { EventSink } from '../../src/agents/session/event-sink.ts';
import type { Host } from '../../src/hosts/host.ts';
import { localHost } from '../../src/hosts/local/local-host.ts';

const folder = await realpath(await mkdtemp(join(tmpdir(), 'causeway-captures-')));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('H-A3 a file that was announced early and written while others were kept is captured at the end', async () => {
  const looked = Promise.withResolvers<void>();
  const local = localHost();
  const host: Host = {
    ...local,
    async capture(request) {
      const capture = await local.capture(request);
      if (request.path === 'late.txt') looked.resolve();
      return capture;
    },
  };
  const keeping = Promise.withResolvers<void>();
  const captured: string[] = [];
  const refused: string[] = [];
  const sink = new EventSink({ append: async () => {} }, (error) => expect.fail(String(error)));
  const queue = new CaptureQueue({
    host,
    folder,
    record: { putBlob: () => keeping.promise.then(() => 'ref') },
    sink,
    maxBytes: 1000,
    maxWaiting: 10,
    recordMs: 60_000,
    onCaptured: ({ path }) => captured.push(path),
    onRefused: (path) => refused.push(path),
    onFault: expect.fail,
  });
  await writeFile(join(folder, 'early.txt'), 'early');
  void queue.announce('early.txt');
  void queue.announce('late.txt');
  await looked.promise;
  await writeFile(join(folder, 'late.txt'), 'late');
  const finished = queue.finish();
  keeping.resolve();
  await finished;
  expect({ captured, refused }).toEqual({ captured: ['early.txt', 'late.txt'], refused: [] });
});
