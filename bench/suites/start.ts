import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeSession } from 'causeway/sandbox';
import { timeToFirstOutput } from './first-output.ts';
import { programFile } from './programs.ts';
import { makeStockSnapshot } from './stock-snapshot.ts';
import type { OpenSuite, Suite } from './suite.ts';

/** How long until the first result: ours, Node's own start and the stock ways. Milliseconds. */
export const startSuite: Suite = {
  once: false,
  async open(wanted): Promise<OpenSuite> {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
    const snapshot = join(folder, 'stock.snapshot');
    if (wanted.has('stock restore')) await makeStockSnapshot(snapshot);
    const first = (program: string, ...args: string[]) =>
      timeToFirstOutput([programFile(program), ...args], program.endsWith('.cjs') ? 'up\n' : '2\n');
    return {
      measures: {
        F1: () => first('node-start.cjs'),
        'stock restore': () => first('stock-restore.mjs', snapshot),
        'stock boot': () => first('stock-boot.mjs'),
        session: timeSession,
        program: () => first('whole-program.mjs'),
      },
      async close() {
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

/** From nothing but the library loaded to the result of a run that called a tool. */
async function timeSession(): Promise<number> {
  const began = performance.now();
  const session = await createNodeSession();
  const { value } = await session.runPtc({
    code: 'await tools.echo(i=2)',
    tools: ['echo'],
    onHostCall: ({ args }) => ({ ok: true, value: args.i }),
  });
  const took = performance.now() - began;
  await session.close();
  if (value !== 2) throw new Error(`The first run came to ${JSON.stringify(value)}, not 2`);
  return took;
}
