import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/timeline/fold.ts';
import { startRoad } from '../server/event-road/support.ts';
import { type SentEvent, startReceiver } from './recording-receiver.ts';
import { runPython } from './run-program.ts';

const none = { code: 0, signal: null, stdout: '', stderr: '' };

/** One Python of each version from 3.9 on: of the path, and of those that pyenv has installed. */
const pythons = new Map<string, string>();
const installed = join(
  process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
  'versions/3.*/bin/python3',
);
for (const command of [
  'python3',
  ...[9, 10, 11, 12, 13, 14].map((minor) => `python3.${minor}`),
  ...globSync(installed),
]) {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  const version = /^Python (3\.(?:9|[1-9]\d)\b)/.exec(stdout ?? '')?.[1];
  if (status === 0 && version !== undefined && !pythons.has(version)) pythons.set(version, command);
}

function tree(events: readonly SentEvent[]): string[] {
  const begins = events.filter(({ type }) => type === 'begin');
  const depthOf = (event: SentEvent): number => {
    const parent = begins.find(({ call_id }) => call_id === event.parent_call_id);
    return parent === undefined ? 0 : depthOf(parent) + 1;
  };
  return begins.map((event) => {
    const end = events.find(({ type, call_id }) => type === 'end' && call_id === event.call_id);
    const args = JSON.stringify(event.args);
    const came = end === undefined ? 'open' : JSON.stringify(end.result);
    return `${'  '.repeat(depthOf(event))}${event.tool_name} ${args} ${end?.is_error ? 'failed' : came}`;
  });
}

describe('the Python emitter', () => {
  test.each([...pythons])(
    'nests calls across async code, threads and forks (Python %s)',
    async (_version, python) => {
      await using receiver = await startReceiver();
      const env = { CAUSEWAY_URL: receiver.url };
      const ended = await runPython({ file: 'nested_calls.py' }, [], env, [python]);
      expect(ended).toEqual(none);
      const lines = tree(receiver.events);
      // What runs at the same time may come in either order.
      const unordered = (from: number, to: number) => lines.slice(from, to).sort();
      expect(lines[0]).toBe('root {"n":1} "done"');
      expect(unordered(1, 7)).toEqual(
        [
          '    left {} null',
          '    right {} null',
          '      leaf {"n":1} 2',
          '      leaf {"n":1} 2',
          '  positional {"name":"left"} "left"',
          '  positional {"name":"right"} "right"',
        ].sort(),
      );
      expect(lines.slice(7, 13)).toEqual([
        'named {"a":1,"rest":[2],"b":3,"more":{"c":4}} [2,[2],{"c":4}]',
        '  leaf {"n":1} 2',
        'add {"title":"Tide"} "Tide"',
        'fails {} failed',
        'leaf {"args":[1,2],"kwargs":{}} failed',
        'threads {} null',
      ]);
      expect(unordered(13, 15)).toEqual(['  leaf {"n":10} 20', 'leaf {"n":20} 40']);
      const fork = process.platform === 'win32' ? [] : ['fork {} null', '  leaf {"n":30} 60'];
      expect(lines.slice(15)).toEqual([
        ...fork,
        'begun {"q":"x"} {"ok":true}',
        '  begun {"q":"y"} null',
      ]);
      const failure = receiver.events.find(
        ({ type, tool_name }) => type === 'end' && tool_name === 'fails',
      );
      expect(failure?.result).toEqual({ name: 'KeyError', message: "'missing'" });
    },
  );

  test.each([
    ['ends by itself', 'nothing', 0, 200],
    ['calls sys.exit()', 'exit', 7, 200],
    ['calls os._exit()', 'os-exit', 7, 200],
    ['calls sys.exit() inside a call', 'exit-in-call', 7, 201],
    ['dies of an error', 'raise', 1, 201],
  ])('H-E5 loses nothing when the program %s', async (_what, way, code, calls) => {
    await using road = await startRoad();
    const ended = await runPython({ file: 'end_somehow.py' }, [way, '200'], {
      CAUSEWAY_URL: road.url(),
    });
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(way === 'raise' ? 'ValueError: nobody catches this' : '');
    const timeline = fold(await road.journal.read('run_1'));
    expect(timeline.calls).toHaveLength(calls);
    expect(timeline.counts.running).toBe(0);
    expect(timeline.calls.flatMap(({ marks }) => marks)).toEqual([]);
  });

  test.each([...pythons])(
    'H-E5 loses nothing that is reported while it ends (Python %s)',
    async (_version, python) => {
      await using receiver = await startReceiver();
      const env = { CAUSEWAY_URL: receiver.url };
      expect(await runPython({ file: 'end_somehow.py' }, ['at-exit', '3'], env, [python])).toEqual(
        none,
      );
      expect(receiver.events).toHaveLength(8);
    },
  );

  test('H-E5 waits for a receiver that never answers once, however many calls there are', async () => {
    await using receiver = await startReceiver(() => undefined);
    const env = { CAUSEWAY_URL: receiver.url };
    expect(await runPython({ file: 'end_somehow.py' }, ['nothing', '500'], env)).toEqual(none);
    expect(receiver.posts.length).toBeLessThan(10);
  });

  test('H-E5 waits no longer for a receiver that answers byte by byte for ever', async () => {
    await using receiver = await startReceiver((response) => {
      const timer = setInterval(() => response.socket?.write('x'), 20);
      response.socket?.on('close', () => clearInterval(timer)).write('HTTP/1.1 202 ');
    });
    const env = { CAUSEWAY_URL: receiver.url };
    expect(await runPython({ file: 'end_somehow.py' }, ['nothing', '500'], env)).toEqual(none);
    expect(receiver.posts.length).toBeLessThan(10);
  });

  test('H-E5 is silent where there is no receiver, no host, no URL', async () => {
    const receiver = await startReceiver();
    await receiver[Symbol.asyncDispose]();
    for (const url of [
      receiver.url,
      'http://nowhere.invalid/',
      'nonsense',
      'ftp://127.0.0.1/',
      '',
    ]) {
      const ended = await runPython({ file: 'end_somehow.py' }, ['nothing', '3'], {
        CAUSEWAY_URL: url,
      });
      expect(ended, url).toEqual(none);
    }
  });

  test('H-E5 goes on whatever the answer is, and follows no redirect', async () => {
    await using elsewhere = await startReceiver();
    for (const status of [301, 307, 400, 401, 410, 500]) {
      await using receiver = await startReceiver((response) => {
        response.writeHead(status, { location: elsewhere.url }).end();
      });
      const env = { CAUSEWAY_URL: receiver.url };
      expect(await runPython({ file: 'end_somehow.py' }, ['nothing', '3'], env)).toEqual(none);
      expect(receiver.events).toHaveLength(6);
    }
    expect(elsewhere.posts).toEqual([]);
  });

  test('says what JSON has no form for, at its place', async () => {
    await using receiver = await startReceiver();
    const code = `
import datetime, decimal
from causeway_emitter import emit_begin, emit_end
class Hostile:
    __class__ = property(lambda self: 1 / 0)
    def __repr__(self): raise RuntimeError
loop = [1]; loop.append(loop)
deep = 1
for _ in range(100_000): deep = [deep]
for value in [float('nan'), [float('inf'), 1.0], {1, 2}, b'x', datetime.date(2026, 1, 1), (1, None),
              2 ** 70, 10 ** 5000, loop, {('a', 1): 2}, {'ok': object()}, Hostile(), chr(0xd800), deep]:
    call_id = emit_begin('t', value)
    emit_end(call_id=call_id, tool_name='t', result=value)
del deep
`;
    expect(await runPython({ code }, [], { CAUSEWAY_URL: receiver.url })).toEqual(none);
    const told = (what: string) => ({ __unencodable__: what });
    let deepest: unknown = told('more than 100 levels');
    for (let level = 0; level < 100; level += 1) deepest = [deepest];
    const begins = receiver.events.filter(({ type }) => type === 'begin').map(({ args }) => args);
    expect(begins.slice(0, -1)).toEqual([
      told('NaN'),
      [told('Infinity'), 1],
      told('a value of the class set'),
      told('a value of the class bytes'),
      told('a value of the class date'),
      [1, null],
      2 ** 70,
      told('an integer of more than 4,300 digits'),
      [1, told('a value that holds itself')],
      told('a value of the class dict'),
      { ok: told('a value of the class object') },
      expect.objectContaining({ __unencodable__: expect.any(String) }),
      '\ud800',
    ]);
    expect(begins.at(-1)).toEqual(deepest);
    expect(receiver.posts[12]?.body).toContain('1180591620717411303424');
    expect(
      receiver.events.filter(({ type }) => type === 'end').map(({ result }) => result),
    ).toEqual(begins);
  });
});
