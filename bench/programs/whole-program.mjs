// A program of a user of the package, from its first line to the first result with one tool call.
import { writeSync } from 'node:fs';
import { createNodeSession } from 'causeway/sandbox';

const session = await createNodeSession();
const { value } = await session.runPtc({
  code: 'await tools.echo(i=2)',
  tools: ['echo'],
  onHostCall: ({ args }) => ({ ok: true, value: args.i }),
});
writeSync(1, `${value}\n`);
await session.close();
