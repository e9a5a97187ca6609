import { createRuntime } from '../../runs/create-runtime.ts';
import { type ImageStatus, imageStatus } from '../../sandbox/node/image-status.ts';
import type { Isolation } from '../../sandbox/node/isolation.ts';
import { runtimeFiles } from '../../sandbox/node/runtime-files.ts';

/** What `causeway doctor` finds. */
export interface MachineReport {
  /** Whether a program ran in the sandbox. */
  ok: boolean;
  /** How the program went. */
  sandbox: string;
  node: string;
  pyodide: string;
  image: ImageStatus;
  /** That of the sandbox in which the program ran; absent when none started. */
  isolation?: Isolation;
}

/** Looks at everything the sandbox needs, and runs a program in it. */
export async function checkMachine(): Promise<MachineReport> {
  const files = runtimeFiles();
  const before = imageStatus(files);
  const { ok, sandbox, isolation } = await tryProgram();
  const after = imageStatus(files);
  const made = before.state !== 'ready' && after.state === 'ready';
  const was =
    before.state === 'damaged' ? 'it was damaged and has been made anew' : 'made just now';
  return {
    ok,
    sandbox,
    node: process.versions.node,
    pyodide: files.pyodideVersion,
    image: made ? { ...after, detail: was } : after,
    ...(isolation !== undefined && { isolation }),
  };
}

async function tryProgram(): Promise<Pick<MachineReport, 'ok' | 'sandbox' | 'isolation'>> {
  const begun = performance.now();
  const runtime = createRuntime();
  try {
    const session = await runtime.openSession();
    const { isolation } = session;
    const result = await session.run({ code: '6 * 7', title: 'doctor' });
    const milliseconds = Math.round(performance.now() - begun);
    const ok = result.value === 42;
    const sandbox = ok
      ? `ran a program in ${milliseconds} ms`
      : `a program ended as ${result.outcome}: ${result.message}`;
    return { ok, sandbox, isolation };
  } catch (error) {
    return { ok: false, sandbox: `does not start: ${(error as Error).message}` };
  } finally {
    await runtime.close();
  }
}
