import { createNodeSession } from 'causeway/sandbox';
import { LinePartner, SHORT_LINE } from './line-partner.ts';
import { mustBe } from './must-be.ts';
import type { Measure, OpenSuite, Suite } from './suite.ts';
import { timed } from './timed.ts';

const KIB = 1024;

/** Name, size in bytes as JSON, and how many calls make one measurement. */
const SIZES = [
  { size: '1 KB', bytes: KIB, calls: 500 },
  { size: '64 KB', bytes: 64 * KIB, calls: 100 },
  { size: '1 MB', bytes: KIB * KIB, calls: 12 },
] as const;

interface Payload {
  name: string;
  value: unknown;
  calls: number;
}

/** What it costs to move a value through one call, one after another. Microseconds. */
export const payloadsSuite: Suite = {
  once: false,
  async open(wanted, quick): Promise<OpenSuite> {
    const possible: Payload[] = SIZES.flatMap(({ size, bytes, calls }) => [
      { name: `text ${size}`, value: 'x'.repeat(bytes - 2), calls: quick ? 2 : calls },
      // Records cost several times what a text of the same size does.
      { name: `rows ${size}`, value: rowsOf(bytes), calls: quick ? 1 : Math.ceil(calls / 4) },
    ]);
    const payloads = possible.filter(({ name }) =>
      ['result', 'argument'].some((as) => wanted.has(`${name} as ${as}`)),
    );
    const session = await createNodeSession({
      limits: { argumentBytes: 2 * KIB * KIB, wallClockMs: 600_000 },
    });
    const values = new Map(payloads.map(({ name, value }) => [name, value]));
    const run = async (code: string, expected: unknown): Promise<void> =>
      mustBe(
        await session.runPtc({
          code,
          tools: ['give', 'take'],
          onHostCall: ({ tool, args }) => ({
            ok: true,
            value: tool === 'give' ? values.get(String(args.name)) : lengthOf(args.data),
          }),
        }),
        expected,
      );
    const measures: Record<string, Measure> = {};
    for (const { name, value, calls } of payloads) {
      // What the program hands over is there before the clock runs.
      const variable = name.replaceAll(' ', '_');
      await run(`${variable} = await tools.give(name='${name}')`, null);
      const loop = (call: string, result: string): Measure =>
        timed(calls, () =>
          run(`for _ in range(${calls}):\n    r = await ${call}\n${result}`, lengthOf(value)),
        );
      measures[`${name} as result`] = loop(`tools.give(name='${name}')`, 'len(r)');
      measures[`${name} as argument`] = loop(`tools.take(data=${variable})`, 'r');
    }
    const partners: LinePartner[] = [];
    for (const { size, bytes, calls } of SIZES) {
      const there = new LinePartner(bytes, SHORT_LINE);
      const back = new LinePartner(SHORT_LINE, bytes);
      partners.push(there, back);
      const times = quick ? 2 : calls;
      measures[`exchange ${size} as result`] = timed(times, () => there.ask(times));
      measures[`exchange ${size} as argument`] = timed(times, () => back.ask(times));
    }
    return {
      measures,
      async close() {
        await Promise.all([session.close(), ...partners.map((partner) => partner.close())]);
      },
    };
  },
};

/** Records as an API answers them: as many as make up so many bytes of JSON. */
function rowsOf(bytes: number): object[] {
  const row = (index: number): object => ({
    id: 100_000 + index,
    name: `customer ${100_000 + index}`,
    balance: 1234.5,
    active: true,
  });
  const each = JSON.stringify(row(0)).length + 1;
  return Array.from({ length: Math.floor((bytes - 1) / each) }, (_, index) => row(index));
}

function lengthOf(value: unknown): number {
  return (value as string | unknown[]).length;
}
