import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { RunRequest } from '../../src/runs/api.ts';
import { createRuntime, type RuntimeOptions } from '../../src/runs/create-runtime.ts';
import { fold } from '../../src/timeline/fold.ts';
import type { CallNode, Timeline } from '../../src/timeline/index.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { root } from '../house/source-files.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from '../house/system-requirements.ts';
import { type RoadServer, startRoad } from '../server/event-road/support.ts';

const emitterFile = join(root, 'python/src/causeway_emitter.py');

async function runOn(
  road: RoadServer,
  request: RunRequest,
  options: RuntimeOptions = {},
): Promise<Timeline> {
  await using runtime = createRuntime({
    journal: road.journal,
    emitter: { urlFor: ({ runId, callId }) => road.url(runId, callId) },
    ...options,
  });
  const result = await runtime.run(request);
  expect(result.message ?? '').toBe('');
  return fold(await road.journal.read(result.runId));
}

function shown(calls: Iterable<CallNode>, depth = 0): string[] {
  return [...calls].flatMap((call) => [
    `${'  '.repeat(depth)}${call.tool} ${JSON.stringify(call.args)} ${call.state} ${call.road}`,
    ...shown(call.children, depth + 1),
  ]);
}

const schema = z.object({ deck: z.string() });

describe('what a tool starts', () => {
  test('reports under the call of the tool, each process under its own', async () => {
    await using road = await startRoad();
    const [python = '', ...flags] = findOnSystem(SYSTEM_REQUIREMENTS.python3);
    const program = `
import sys
from causeway_emitter import traced
@traced
def add_slide(title): return title
@traced
def build(deck):
    add_slide(deck + ' 1'); add_slide(deck + ' 2')
build(sys.argv[1])`;
    const tool = defineTool({
      name: 'build_deck',
      description: 'Builds a deck in a process of its own.',
      input: schema,
      async execute({ deck }, { emitterEnv }) {
        const env = { ...process.env, ...emitterEnv(), PYTHONPATH: join(root, 'python/src') };
        expect(Object.keys(emitterEnv())).toEqual(['CAUSEWAY_URL', 'ATHENA_PTC_URL']);
        await promisify(execFile)(python, [...flags, '-c', program, deck], { env });
        return deck;
      },
    });
    const code = `
import asyncio
await asyncio.gather(tools.build_deck(deck='A'), tools.build_deck(deck='B'))`;
    const timeline = await runOn(road, { code }, { tools: [tool] });
    const branch = (deck: string) => [
      `build_deck {"value":{"deck":"${deck}"}} ok host-call`,
      `  build {"value":{"deck":"${deck}"}} ok event`,
      `    add_slide {"value":{"title":"${deck} 1"}} ok event`,
      `    add_slide {"value":{"title":"${deck} 2"}} ok event`,
    ];
    expect(shown(timeline.roots)).toEqual([...branch('A'), ...branch('B')]);
    expect(timeline.run.state).toBe('done');
  });

  test('has no URL where the runtime has none', async () => {
    await using runtime = createRuntime({
      tools: [
        defineTool({
          name: 'look',
          description: 'Gives back its variables.',
          input: z.object({}),
          execute: (_args, { emitterEnv }) => emitterEnv(),
        }),
      ],
    });
    expect((await runtime.run({ code: 'await tools.look()' })).value).toEqual({});
  });
});

describe('a program in the sandbox that a tool gave its URL', () => {
  test('reports with the same module, over the network that it is allowed', async () => {
    await using road = await startRoad();
    const tool = defineTool({
      name: 'start_task',
      description: 'Gives what a program needs to report what it does.',
      input: z.object({}),
      execute: (_args, { emitterEnv }) => emitterEnv(),
    });
    const code = `
import os
os.environ.update(await tools.start_task())
from causeway_emitter import traced
import asyncio

@traced
def parse(text):
    return text.upper()

@traced
async def read(name):
    await asyncio.sleep(0)
    return parse(name)

await asyncio.gather(read('a'), read('b'))`;
    const file = { path: 'causeway_emitter.py', content: readFileSync(emitterFile) };
    const timeline = await runOn(
      road,
      { code, files: [file] },
      { tools: [tool], sandbox: { allowedHosts: ['127.0.0.1'] } },
    );
    const [task, ...posts] = [...timeline.roots];
    expect(shown(task?.children ?? [])).toEqual([
      'read {"value":{"name":"a"}} ok event',
      '  parse {"value":{"text":"a"}} ok event',
      'read {"value":{"name":"b"}} ok event',
      '  parse {"value":{"text":"b"}} ok event',
    ]);
    expect(posts.map(({ tool: name, state }) => [name, state])).toEqual(
      new Array(8).fill(['http POST', 'ok']),
    );
    // Whoever reads the journal does not learn the token: neither from the result nor from a URL.
    const events = await road.journal.read(timeline.runId as string);
    const text = JSON.stringify(events.slice(1));
    expect(text).toContain('/events?t=…');
    expect(text).not.toContain('?t=1.');
  });

  test('H-S6 a tool that fails or tells with its URL shows it to nobody', async () => {
    await using road = await startRoad();
    const tool = defineTool({
      name: 'start_task',
      description: 'Starts a task and fails.',
      input: z.object({}),
      execute: (_args, { emitterEnv, progress }) => {
        progress({ message: `starting with ${emitterEnv().CAUSEWAY_URL}` });
        throw new Error(`cannot start with ${emitterEnv().CAUSEWAY_URL}`);
      },
    });
    const code = 'try:\n    await tools.start_task()\nexcept Exception:\n    pass';
    const { runId = '' } = await runOn(road, { code }, { tools: [tool] });
    const text = JSON.stringify(await road.journal.read(runId));
    expect(text).toContain('starting with http');
    expect(text).toContain('cannot start with http');
    expect(text).not.toContain('?t=1.');
  });

  test('goes on without a network', async () => {
    await using road = await startRoad();
    const code = `
import os
os.environ['CAUSEWAY_URL'] = 'http://127.0.0.1:9/events?t=x'
from causeway_emitter import traced
@traced
def parse(text): return text.upper()
assert parse('a') == 'A'`;
    const file = { path: 'causeway_emitter.py', content: readFileSync(emitterFile) };
    const timeline = await runOn(road, { code, files: [file] });
    expect([timeline.run.state, timeline.calls.length]).toEqual(['done', 0]);
  });
});
