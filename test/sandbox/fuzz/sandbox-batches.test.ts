import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveLimits } from '../../../src/protocol/limits.ts';
import type { Evaluation, SandboxAnswer } from '../../../src/sandbox/node/evaluation.ts';
import { SandboxRun } from '../../../src/sandbox/node/run-in-sandbox.ts';
import type { SandboxProcess } from '../../../src/sandbox/node/sandbox-process.ts';
import { openProcess } from './open-process.ts';

const limits = resolveLimits({ wallClockMs: 20_000 });

const value = fc.oneof(
  fc.json(),
  fc.constantFrom(
    'NaN',
    '1e999',
    '['.repeat(3000) + ']'.repeat(3000),
    '9'.repeat(5000),
    '"\\ud800"',
  ),
);
const number = fc.oneof(fc.nat(40).map(String), value);
const failure = fc.oneof(
  fc
    .tuple(
      fc.string(),
      fc.string(),
      fc.option(fc.constantFrom('call_cancelled', 'invalid_arguments')),
    )
    .map((three) => JSON.stringify(three)),
  value,
);
/** Texts in the place of messages of the host: right ones, wrong ones, and none. */
const message = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(number, value).map(([n, v]) => `["ok",${n},${v}]`) },
  { weight: 3, arbitrary: fc.tuple(number, failure).map(([n, f]) => `["err",${n},${f}]`) },
  { weight: 1, arbitrary: fc.tuple(number, value).map(([n, v]) => `["cancel",9${n},${v}]`) },
  { weight: 1, arbitrary: fc.array(value, { maxLength: 3 }).map((some) => `["run",${some}]`) },
  { weight: 1, arbitrary: fc.constantFrom('["ok"]', '["err",1]', '[]', '["boot"]', '["boot",1]') },
  { weight: 2, arbitrary: value },
  { weight: 1, arbitrary: fc.string() },
);

let runs = 0;

/** Runs a program that calls `t`, which is answered by `onCall`. */
function run(
  process: SandboxProcess,
  code: string,
  onCall: () => Promise<SandboxAnswer>,
): Promise<Evaluation> {
  runs += 1;
  const offers = [
    { name: 't', parameters: null, signature: 't(**arguments)', acceptsPositional: false },
  ];
  return new SandboxRun(process, { code, filename: 'p.py', offers, limits, onCall }, runs).run();
}

/** Messages of one turn of the event loop share a batch. */
function batchHasLeft(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const WELL = "print('well')\n[await tools.t(n=1), kept + 1]";
const answered = async (): Promise<SandboxAnswer> => ({ ok: true, json: '"answer"' });

async function expectWell(process: SandboxProcess): Promise<void> {
  const { end, stop, stdout } = await run(process, WELL, answered);
  expect({ end, stop, stdout }).toEqual({
    end: { kind: 'value', json: '["answer",42]' },
    stop: null,
    stdout: 'well\n',
  });
}

test('H-P13 ten thousand random messages leave a live sandbox as it was', async () => {
  const process = await openProcess(limits);
  await run(process, 'kept = 41', answered);
  let thrown = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 200, maxLength: 240 }),
      fc.array(message, { minLength: 20, maxLength: 20 }),
      async (idle, waiting) => {
        thrown += idle.length + waiting.length;
        // Three share a batch: what is no JSON takes the other two with it.
        for (const [index, text] of idle.entries()) {
          process.send(text);
          if (index % 3 === 0) await batchHasLeft();
        }
        await batchHasLeft();
        await expectWell(process);
        // While a program waits for an answer, which then may be one of these.
        const { end } = await run(process, 'await tools.t()', async () => {
          for (const text of waiting) {
            process.send(text);
            await batchHasLeft();
          }
          return { ok: true, json: '"answer"' };
        });
        expect(end.kind).not.toBe('died');
        await expectWell(process);
      },
    ),
    { numRuns: 46, endOnFailure: true },
  );
  expect(thrown).toBeGreaterThanOrEqual(10_000);
  expect(process.end).toBe(null);
});
