// Tells a run to an AG-UI client, as the body of a web-standard Response: for any server.
import assert from 'node:assert/strict';
import { createMemoryJournal, createRuntime, type Journal } from 'causeway';
import { AgUiMapper } from 'causeway/ag-ui';

/** What a route of your own answers with. */
function answerWith(journal: Journal, runId: string): Response {
  const mapper = new AgUiMapper();
  async function* messages(): AsyncGenerator<string> {
    for await (const event of journal.follow(runId)) {
      for (const told of mapper.add(event)) yield `data: ${JSON.stringify(told)}\n\n`;
    }
  }
  const body = ReadableStream.from(messages()).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

const journal = createMemoryJournal();
const runtime = createRuntime({ journal });
const { runId } = await runtime.run({ code: 'print("high tide")\n7 * 6' });
const text = await answerWith(journal, runId).text();
await runtime.close();
await journal.close();

const told = text
  .split('\n\n')
  .filter(Boolean)
  .map((message) => JSON.parse(message.slice('data: '.length)) as Record<string, unknown>);
assert.equal(told[0]?.type, 'RUN_STARTED');
assert.equal(told.map(({ delta }) => delta ?? '').join(''), 'high tide\n');
assert.equal(told.at(-1)?.type, 'RUN_FINISHED');
assert.equal(told.at(-1)?.result, 42);
console.log(told.map(({ type }) => type).join('\n'));
