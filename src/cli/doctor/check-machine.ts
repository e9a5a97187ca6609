import { createRuntime } from '../../runs/create-runtime.ts';
import { inspectIsolation } from '../../sandbox/node/doctor.ts';
import type { Isolation } from '../../sandbox/node/isolation.ts';
import { runtimeFiles } from '../../sandbox/node/runtime-files.ts';
import { checkImage, type ImageCheck } from './image-check.ts';

/** What `causeway doctor` finds. */
export interface MachineReport {
  /** Whether a program ran in the sandbox. */
  ok: boolean;
  /** How the program went. */
  sandbox: string;
  node: string;
  pyodide: string;
  image: ImageCheck;
  isolation: Isolation;
}

/** Looks at everything the sandbox needs, and runs a program in it. */
export async function checkMachine(): Promise<MachineReport> {
  const files = runtimeFiles();
  const before = checkImage(files);
  const { ok, sandbox } = await tryProgram();
  const after = checkImage(files);
  const made = before.state !== 'ready' && after.state === 'ready';
  const was =
    before.state === 'damaged' ? 'it was damaged and has been made anew' : 'made just now';
  return {
    ok,
    sandbox,
    node: process.versions.node,
    pyodide: files.pyodideVersion,
    image: made ? { ...after, detail: was } : after,
    isolation: await inspectIsolation(),
  };
}

async function tryProgram(): Promise<{ ok: boolean; sandbox: string }> {
  const begun = performance.now();
  const runtime = createRuntime();
  try {
    const result = await runtime.run({ code: '6 * 7', title: 'doctor' });
    const milliseconds = Math.round(performance.now() - begun);
    if (result.value === 42) return { ok: true, sandbox: `ran a program in ${milliseconds} ms` };
    return { ok: false, sandbox: `a program ended as ${result.outcome}: ${result.message}` };
  } catch (error) {
    return { ok: false, sandbox: `does not start: ${(error as Error).message}` };
  } finally {
    await runtime.close();
  }
}
