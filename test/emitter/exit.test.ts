import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/timeline/fold.ts';
import { startRoad } from '../server/event-road/support.ts';
import { startReceiver } from './recording-receiver.ts';
import { type ProgramEnd, runNode } from './run-program.ts';

const CALLS = 300;
const counted = Array.from({ length: CALLS }, (_, n) => n);

function end(way: string, url: string, calls = CALLS): Promise<ProgramEnd> {
  return runNode('end-somehow.ts', [way, String(calls)], { CAUSEWAY_URL: url });
}

describe('a program in Node that has reported calls', () => {
  test.each([
    ['ends by itself', 'nothing', 0, ''],
    ['calls process.exit()', 'exit', 7, ''],
    ['calls process.exit() while a POST is under way', 'exit-later', 7, ''],
    ['calls process.exit() inside a call', 'exit-in-call', 7, ''],
    ['reports while it ends', 'at-exit', 0, ''],
    ['dies of an error', 'throw', 1, 'nobody catches this'],
    ['dies of a rejection', 'reject', 1, 'nobody handles this'],
    ['dies of a rejection inside a call', 'reject-in-call', 1, 'nobody handles this'],
  ])('H-E5 loses nothing when it %s', async (_what, way, code, words) => {
    await using road = await startRoad();
    const ended = await end(way, road.url());
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(words);
    const timeline = fold(await road.journal.read('run_1'));
    const counts = timeline.calls.filter(({ tool }) => tool === 'count');
    expect(counts.map(({ result }) => result)).toEqual(counted.map((value) => ({ value })));
    // In order, and none twice, also where a POST under way was sent again.
    expect(timeline.calls.flatMap(({ marks }) => marks)).toEqual([]);
    const last = timeline.calls.find(({ tool }) => tool === 'last');
    expect(last?.state).toBe(
      {
        throw: 'error',
        'reject-in-call': 'error',
        'at-exit': 'ok',
        'exit-later': 'running',
        'exit-in-call': 'running',
      }[way],
    );
  });

  test('H-E5 dies of a rejection inside a call also where it reports to nobody', async () => {
    const ended = await end('reject-in-call', '');
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain('nobody handles this');
  });

  test('H-E5 loses nothing with a receiver that takes its time', async () => {
    const waiting: (() => void)[] = [];
    await using receiver = await startReceiver((response) => {
      waiting.push(() => response.writeHead(202).end());
      // One answer for each question after it, the last one for itself.
      setTimeout(() => waiting.shift()?.(), 50);
    });
    const ended = await end('nothing', receiver.url, 3000);
    expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    expect(receiver.events).toHaveLength(6000);
    expect(receiver.posts.length).toBeGreaterThan(1);
  });

  test.each(['nothing', 'exit', 'exit-later', 'at-exit'])(
    'H-E5 ends when nobody answers, having waited for one POST only (%s)',
    async (way) => {
      await using receiver = await startReceiver(() => undefined);
      const ended = await end(way, receiver.url, 3000);
      expect(ended).toEqual({
        code: way.startsWith('exit') ? 7 : 0,
        signal: null,
        stdout: '',
        stderr: '',
      });
      // All that waited behind the POST that timed out went with it.
      expect(receiver.posts.length).toBeLessThanOrEqual(/-/.test(way) ? 2 : 1);
    },
  );

  test.each(['nothing', 'exit', 'flush'])(
    'H-E5 ends when there is no receiver (%s)',
    async (way) => {
      const receiver = await startReceiver();
      await receiver[Symbol.asyncDispose]();
      const ended = await end(way, receiver.url);
      const stdout = way === 'flush' ? 'flushed' : '';
      expect(ended).toEqual({ code: way === 'exit' ? 7 : 0, signal: null, stdout, stderr: '' });
    },
  );

  test.each([
    '',
    'HTTP/1.1 ',
    'no HTTP at all\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1',
  ])('H-E5 ends when the receiver says %j and nothing more', async (words) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.write(words);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const ended = await end('nothing', `http://127.0.0.1:${port}/events`, 1);
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  test.each([301, 400, 401, 410, 413, 500, 503])(
    'H-E5 goes on where the receiver answers %i, and follows no redirect',
    async (status) => {
      await using elsewhere = await startReceiver();
      await using receiver = await startReceiver((response) => {
        response.writeHead(status, { location: elsewhere.url }).end('words');
      });
      const ended = await end('flush', receiver.url);
      expect(ended).toEqual({ code: 0, signal: null, stdout: 'flushed', stderr: '' });
      expect(receiver.events).toHaveLength(CALLS * 2);
      expect(elsewhere.posts).toEqual([]);
    },
  );
});
