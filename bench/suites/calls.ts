import { createRuntime, defineTool } from 'causeway';
import { createMemoryJournal } from 'causeway/journal';
import { createNodeSession } from 'causeway/sandbox';
import * as z from 'zod';
import { LinePartner, SHORT_LINE } from './line-partner.ts';
import { mustBe } from './must-be.ts';
import type { Measure, OpenSuite, Suite } from './suite.ts';
import { timed } from './timed.ts';

/** Calls that one program has under way together. */
const GATHERED = 10_000;
const SUM = 49_995_000;

const sequential = (calls: number): string => `
for i in range(${calls}):
    last = await tools.echo(i=i)
last`;

const gatherFutures = `
import asyncio
sum(await asyncio.gather(*[tools.echo(i=i) for i in range(${GATHERED})]))`;

const gatherCoroutines = `
import asyncio
async def one(i):
    return await tools.echo(i=i)
sum(await asyncio.gather(*[one(i) for i in range(${GATHERED})]))`;

const echo = defineTool({
  name: 'echo',
  description: 'Gives back what it is given.',
  input: z.object({ i: z.number() }),
  output: z.number(),
  execute: ({ i }) => i,
});

/** What one call, or one run, costs in a live session, beside a bare exchange. Microseconds. */
export const callsSuite: Suite = {
  once: false,
  async open(_wanted, quick): Promise<OpenSuite> {
    const questions = quick ? 200 : 2000;
    const runs = quick ? 20 : 300;
    const calls = quick ? 100 : 1000;

    const partner = new LinePartner(SHORT_LINE, SHORT_LINE);
    const session = await createNodeSession();
    // Bounded, because hundreds of thousands of calls are made.
    const journal = createMemoryJournal({ keepRuns: 1 });
    const runtime = createRuntime({ tools: [echo], journal });
    const brokered = await runtime.openSession();

    const direct = (code: string, callsInFlight?: number) =>
      session.runPtc({
        code,
        tools: ['echo'],
        onHostCall: ({ args }) => ({ ok: true, value: args.i }),
        limits: { callsInFlight },
      });
    const gather = (code: string, callsInFlight?: number): Measure =>
      timed(GATHERED, async () => mustBe(await direct(code, callsInFlight), SUM));
    const gatherBrokered = (code: string): Measure =>
      timed(GATHERED, async () => mustBe(await brokered.run({ code }), SUM));

    return {
      measures: {
        F2: timed(questions, () => partner.ask(questions)),
        run: timed(runs, async () => {
          for (let run = 0; run < runs; run += 1) mustBe(await session.runPtc({ code: '1+1' }), 2);
        }),
        sequential: timed(calls, async () => mustBe(await direct(sequential(calls)), calls - 1)),
        'gather futures': gather(gatherFutures),
        'gather futures 256': gather(gatherFutures, 256),
        'gather futures 10000': gather(gatherFutures, GATHERED),
        'gather coroutines': gather(gatherCoroutines),
        'gather coroutines 256': gather(gatherCoroutines, 256),
        'gather coroutines 10000': gather(gatherCoroutines, GATHERED),
        'broker sequential': timed(calls, async () =>
          mustBe(await brokered.run({ code: sequential(calls) }), calls - 1),
        ),
        'broker gather futures': gatherBrokered(gatherFutures),
        'broker gather coroutines': gatherBrokered(gatherCoroutines),
      },
      async close() {
        await Promise.all([partner.close(), session.close(), runtime.close()]);
        await journal.close();
      },
    };
  },
};
