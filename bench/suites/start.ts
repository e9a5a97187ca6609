import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeSession } from 'causeway/sandbox';
import { timeToFirstOutput } from './first-output.ts';
import { mustBe } from './must-be.ts';
import { programFile } from './programs.ts';
import { makeStockSnapshot } from './stock-snapshot.ts';
import type { OpenSuite, Suite } from './suite.ts';

/** How long until the first result: ours, Node's own start and the stock ways. Milliseconds. */
export const startSuite: Suite = {
  once: false,
  async open(wanted): Promise<OpenSuite> {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
    const close = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
    process.once('exit', close);
    const snapshot = join(folder, 'stock.snapshot');
    if (wanted.has('stock restore')) await makeStockSnapshot(snapshot);
    return {
      measures: {
        F1: () => timeToFirstOutput([programFile('node-start.cjs')], 'up\n'),
        'stock restore': () =>
          timeToFirstOutput([programFile('stock-restore.mjs'), snapshot], '2\n'),
        'stock boot': () => timeToFirstOutput([programFile('stock-boot.mjs')], '2\n'),
        session: timeSession,
        program: () => timeToFirstOutput([programFile('whole-program.mjs')], '2\n'),
      },
      close,
    };
  },
};

/** From nothing but the library loaded to the result of a run that called a tool. */
async function timeSession(): Promise<number> {
  const began = performance.now();
  const session = await createNodeSession();
  const result = await session.runPtc({
    code: 'await tools.echo(i=2)',
    tools: ['echo'],
    onHostCall: ({ args }) => ({ ok: true, value: args.i }),
  });
  const took = performance.now() - began;
  await session.close();
  mustBe(result, 2);
  return took;
}
