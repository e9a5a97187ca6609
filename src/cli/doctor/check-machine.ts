import { inspectIsolation } from '../../sandbox/node/doctor.ts';
import type { Isolation } from '../../sandbox/node/isolation.ts';
import { runtimeFiles } from '../../sandbox/node/runtime-files.ts';
import { checkImage, type ImageCheck } from './image-check.ts';

/** What `causeway doctor` finds. */
export interface MachineReport {
  /** Whether the sandbox can run here. */
  ok: boolean;
  node: string;
  pyodide: string;
  image: ImageCheck;
  isolation: Isolation;
}

/** Looks at everything the sandbox needs, changing nothing. */
export async function checkMachine(): Promise<MachineReport> {
  const files = runtimeFiles();
  return {
    ok: true,
    node: process.versions.node,
    pyodide: files.pyodideVersion,
    image: checkImage(files),
    isolation: await inspectIsolation(),
  };
}
