import { createNodeSession } from '../../../src/sandbox/node/index.ts';

// Prints what each way to call a tool gives, and how a busy loop ends, on the Node that runs this.
const session = await createNodeSession();
const { value } = await session.runPtc({
  code: `
import asyncio
async def main():
    return await tools.give(n=3)
[tools.give.sync(n=1), await tools.give(n=2), asyncio.run(main()),
 sorted([3, 1], key=lambda n: tools.give.sync(n=n))]
`,
  tools: ['give'],
  onHostCall: ({ args }) => ({ ok: true, value: args.n }),
});
const { error, message } = await session.runPtc({
  code: 'while True: pass',
  limits: { wallClockMs: 300 },
});
const after = await session.runPtc({ code: '1 + 1' });
await session.close();
process.stdout.write(JSON.stringify({ value, stopped: [error, message], after: after.value }));
