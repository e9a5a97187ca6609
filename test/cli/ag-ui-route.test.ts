import { EventSchemas } from '@ag-ui/core/schemas';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { describe, expect, test } from 'vitest';
import type { AgUiEvent } from '../../src/integrations/ag-ui/ag-ui-event.ts';
import { breachesOfOrder } from '../integrations/ag-ui-order.ts';
import { report, type Serving, startServing } from './serving.ts';

interface Told {
  id: string | undefined;
  event: AgUiEvent;
}

/** Reads a run’s AG-UI stream until it ends, or until enough has come. */
async function read(
  { url }: Serving,
  path: string,
  headers: Record<string, string> = {},
  enough: (told: Told[]) => boolean = () => false,
): Promise<Told[]> {
  const answer = await fetch(`${url}${path}`, { headers });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const messages = answer.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  const told: Told[] = [];
  for await (const { id, event, data } of messages ?? []) {
    // A name would hide the message from clients that listen for those without one.
    expect(event).toBeUndefined();
    told.push({ id, event: EventSchemas.parse(JSON.parse(data)) as unknown as AgUiEvent });
    if (enough(told)) break;
  }
  return told;
}

const typesOf = (told: Told[]): string[] => told.map(({ event }) => event.type);

describe('GET /api/runs/:run/ag-ui', () => {
  test('tells a program’s run to its end, in AG-UI’s order', async () => {
    const serving = await startServing(['--tools', 'tools/arithmetic.ts']);
    const code = 'print("adding")\nawait tools.add(1, 2)';
    const { runId } = await serving.post<{ runId: string }>('/api/runs', { kind: 'code', code });
    const told = await read(serving, `/api/runs/${runId}/ag-ui?thread=t1`);
    expect(breachesOfOrder(told.map(({ event }) => event))).toEqual([]);
    expect(typesOf(told)).toEqual(
      expect.arrayContaining(['TEXT_MESSAGE_CONTENT', 'TOOL_CALL_START', 'TOOL_CALL_RESULT']),
    );
    expect(told[0]?.event).toMatchObject({ type: 'RUN_STARTED', runId, threadId: 't1' });
    expect(told.at(-1)?.event).toMatchObject({ type: 'RUN_FINISHED', result: 3 });
  });

  test('H-E3 goes on after the event that a client had, with calls that began before it', async () => {
    const serving = await startServing();
    const opened = await serving.post<{ runId: string; url: string }>('/api/runs', {
      kind: 'external',
    });
    const path = `/api/runs/${opened.runId}/ag-ui`;
    await report(opened.url, 'c1', 'copy');
    const before = await read(serving, path, {}, (told) => told.length === 5);
    expect(before.map(({ id }) => id)).toEqual(['1', '1', '2', '2', '2']);
    await report(opened.url, 'c2', 'copy');
    await serving.post(`/api/runs/${opened.runId}/end`, {});
    const after = await read(serving, path, { 'last-event-id': '2' });
    expect(typesOf(after)).toEqual([
      'TOOL_CALL_RESULT',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'RUN_FINISHED',
    ]);
    expect(await read(serving, `${path}?after=6`)).toEqual([]);
  });

  test('is asked for like the rest of the API, and refused like it', async () => {
    const serving = await startServing([], {
      env: { CAUSEWAY_TOKEN: 'a-token-of-thirty-two-characters' },
    });
    const answer = await fetch(`${serving.url}/api/runs/none/ag-ui`);
    expect(answer.status).toBe(401);
    await expect(serving.get('/api/runs/none/ag-ui')).rejects.toThrow('404');
    await expect(serving.get('/api/runs/none/ag-ui?after=x')).rejects.toThrow('400');
    const document = await serving.get<{ paths: Record<string, unknown> }>('/api/openapi.json');
    expect(Object.keys(document.paths)).toContain('/api/runs/{run}/ag-ui');
  });
});
