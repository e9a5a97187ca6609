import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { resolveLimits } from '../../../src/protocol/limits.ts';
import { describeEvaluation, type Envelope } from '../../../src/sandbox/node/envelope.ts';
import { openInterpreterImage } from '../../../src/sandbox/node/image-cache.ts';
import { chooseLauncher } from '../../../src/sandbox/node/launcher.ts';
import { bakeImage } from '../../../src/sandbox/node/packages/image/bake-image.ts';
import { SandboxRun } from '../../../src/sandbox/node/run-in-sandbox.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { SandboxProcess } from '../../../src/sandbox/node/sandbox-process.ts';

const runtime = runtimeFiles();
const launcher = chooseLauncher('auto', runtime);
const SITE_PACKAGES = '/lib/python3.14/site-packages';
const folder = mkdtempSync(join(tmpdir(), 'causeway-bake-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let images = 0;

/** Puts files into an image as packages; resolves to its open descriptor. */
export async function bake(contents: Record<string, string | Uint8Array>): Promise<number> {
  const base = await openInterpreterImage({ files: runtime });
  const files = new Map(
    Object.entries(contents).map(([path, content]) => [
      `${SITE_PACKAGES}/${path}`,
      { content: Buffer.from(content), executable: false },
    ]),
  );
  const target = join(folder, `${++images}.img`);
  await bakeImage(
    { runtime, image: base.fd, launcher, sitePackages: SITE_PACKAGES, files },
    target,
  );
  return openSync(target, 'r');
}

/** Starts a process that could make an image. */
export async function startMaking(): Promise<SandboxProcess> {
  const { fd } = await openInterpreterImage({ files: runtime });
  const limits = resolveLimits();
  const { memoryBytes, diskBytes } = limits;
  const config = { memoryBytes, diskBytes, residentBytes: 2 ** 31, libraries: [] };
  return SandboxProcess.start({ files: runtime, image: fd, launcher, limits, config });
}

/** Runs a program in a sandbox that is restored from an image. */
export async function runOn(image: number, code: string): Promise<Envelope> {
  const limits = resolveLimits();
  const { memoryBytes, diskBytes } = limits;
  const process = await SandboxProcess.start({
    files: runtime,
    image,
    launcher,
    limits,
    config: { memoryBytes, diskBytes, residentBytes: 2 ** 31 },
  });
  const run = new SandboxRun(
    process,
    {
      code,
      filename: 'program.py',
      offers: [],
      limits,
      onCall: () => Promise.reject(new Error('no tool is offered')),
    },
    1,
  );
  const { envelope } = describeEvaluation(await run.run());
  await process.kill('closed');
  return envelope;
}
