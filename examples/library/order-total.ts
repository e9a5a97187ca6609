// The main job from code: start a runtime with your tools, run a program, use its value.
import assert from 'node:assert/strict';
import { createRuntime, defineTool } from 'causeway';
import * as z from 'zod';

const prices: Record<string, number> = { apple: 0.4, bread: 2.75, cheese: 6.1 };

const priceOf = defineTool({
  name: 'price_of',
  description: 'Price of one piece, in euros.',
  input: z.object({ item: z.string() }),
  output: z.number(),
  execute({ item }) {
    const price = prices[item];
    if (price === undefined) throw Object.assign(new Error(item), { name: 'UnknownItem' });
    return price;
  },
});

const program = `
import asyncio

order = {'apple': 10, 'bread': 2, 'gold': 1}

async def cost(item, pieces):
    try:
        return pieces * await tools.price_of(item=item)
    except ToolError as error:
        print(f'left out {error.message}: {error.code}')
        return 0

round(sum(await asyncio.gather(*[cost(*line) for line in order.items()])), 2)
`;

const runtime = createRuntime({ tools: [priceOf], limits: { wallClockMs: 30_000 } });
try {
  const result = await runtime.run({ code: program, title: 'Order total' });
  assert.equal(result.outcome, 'done', result.message);
  assert.equal(result.value, 9.5);
  assert.equal(result.stdout, 'left out gold: UnknownItem\n');
  assert.deepEqual([result.calls.ok, result.calls.error], [2, 1]);
  console.log(`The order costs ${result.value} euros (${result.durationMs} ms)`);
} finally {
  await runtime.close();
}
