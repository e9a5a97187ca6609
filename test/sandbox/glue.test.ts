import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveLimits } from '../../src/protocol/limits.ts';
import { readGlueSource } from '../../src/sandbox/node/child/glue-source.ts';
import { chooseLauncher } from '../../src/sandbox/node/launcher.ts';
import { SandboxRun } from '../../src/sandbox/node/run-in-sandbox.ts';
import { runtimeFiles } from '../../src/sandbox/node/runtime-files.ts';
import { SandboxProcess } from '../../src/sandbox/node/sandbox-process.ts';

type Linking = 'stock' | 'on demand';
type Symbols = Record<'members' | 'importable' | 'addresses', Record<string, string>>;

const run = promisify(execFile);
const files = runtimeFiles();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'glue-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function symbols(linking: Linking): Promise<Symbols> {
  const program = new URL('./support/link-interpreter.ts', import.meta.url).pathname;
  const options = { maxBuffer: 2 ** 26 };
  const { stdout } = await run(process.execPath, ['--no-warnings', program, linking], options);
  return JSON.parse(stdout) as Symbols;
}

test('linked on demand, every symbol is what it is when all are linked at the start', async () => {
  const [stock, onDemand] = await Promise.all([symbols('stock'), symbols('on demand')]);
  expect(Object.keys(stock.importable).length).toBeGreaterThan(8500);
  expect(onDemand.members).toEqual(stock.members);
  expect(onDemand.importable).toEqual(stock.importable);
  expect(onDemand.addresses).toEqual(stock.addresses);
});

/** What came of the programs of the compatibility suite, in a sandbox whose glue links so. */
async function outcomes(linking: Linking): Promise<unknown[]> {
  const target = join(folder, `${linking}.img`);
  const output = openSync(target, 'wx');
  const { pyodideDir, guestDir, imageBuilder } = files;
  const args = [imageBuilder, pyodideDir, guestDir, '1', ...(linking === 'stock' ? ['stock'] : [])];
  const builder = spawn(process.execPath, ['--no-warnings', ...args], {
    stdio: ['pipe', 'ignore', 'inherit', output],
  });
  const [status] = await once(builder, 'exit');
  closeSync(output);
  expect(status).toBe(0);
  const limits = resolveLimits({ wallClockMs: 100_000 });
  const image = openSync(target, 'r');
  const config = { memoryBytes: 2 ** 29, diskBytes: 2 ** 26, residentBytes: 2 ** 31 };
  const launcher = chooseLauncher('none', files);
  const process_ = await SandboxProcess.start({ files, image, launcher, config, limits });
  const results: unknown[] = [];
  try {
    for (const name of ['asyncio_suite', 'library_work', 'deep']) {
      const path = `./abuse/fixtures/compatibility/${name}.py`;
      const code = readFileSync(new URL(path, import.meta.url), 'utf8');
      const { end, stdout, stderr } = await new SandboxRun(
        process_,
        { code, filename: 'p.py', offers: [], limits, onCall: () => Promise.reject() },
        results.length + 1,
      ).run();
      results.push([name, end, stdout, stderr]);
    }
  } finally {
    await process_.kill('closed');
    closeSync(image);
  }
  return results;
}

test('programs do the same with either way of linking', async () => {
  const stock = await outcomes('stock');
  expect(stock.map((result) => (result as [string, { kind: string }])[1].kind)).toEqual(
    new Array(3).fill('value'),
  );
  expect(await outcomes('on demand')).toEqual(stock);
});

test('a glue in which one edit finds nothing is left to link its own way', () => {
  const stock = readFileSync(join(files.pyodideDir, 'pyodide.asm.mjs'), 'utf8');
  const other = stock.replace('updateGOT(origExports);', 'updateGOT(origExports,false);');
  writeFileSync(join(folder, 'pyodide.asm.mjs'), other);
  const source = readGlueSource(folder, 'on demand');
  expect(source.equals(readGlueSource(folder, 'stock'))).toBe(true);
  expect(source.includes('mergeLibSymbols(wasmExports,"main");')).toBe(true);
  copyFileSync(join(files.pyodideDir, 'pyodide.asm.mjs'), join(folder, 'pyodide.asm.mjs'));
  expect(readGlueSource(folder, 'on demand').includes('mergeLibSymbols(wasmExports')).toBe(false);
});

test('a file that is not the glue is told as such', () => {
  writeFileSync(join(folder, 'pyodide.asm.mjs'), 'export default 1;');
  expect(() => readGlueSource(folder, 'on demand')).toThrow(
    'pyodide.asm.mjs does not look as it should',
  );
});
