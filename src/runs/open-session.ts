import { refuseFixedLimits } from '../sandbox/node/fixed-limits.ts';
import { openRestartable } from '../sandbox/node/restartable.ts';
import { DEFAULT_WORKSPACE_DIR } from '../sandbox/node/sandbox.ts';
import type { RuntimeSession } from './api.ts';
import { executeRun, type RunEnvironment } from './execute-run.ts';
import type { OpenSandboxes } from './open-sandboxes.ts';

/** Opens a sandbox that several runs share. */
export async function openSession(
  sandboxes: OpenSandboxes,
  environment: Omit<RunEnvironment, 'sandbox'>,
): Promise<RuntimeSession> {
  const life = await openRestartable(
    () => sandboxes.open(environment.limits),
    (sandbox) => sandboxes.close(sandbox),
  );
  return {
    get isolation() {
      return life.current.isolation;
    },
    async run(request) {
      refuseFixedLimits(request.limits, environment.limits, 'runtime');
      return await executeRun({ ...environment, sandbox: async () => life.current }, request);
    },
    writeFile: (path, content) => life.current.writeFile(path, content),
    readFile: (path) => life.current.readFile(path),
    listDir: (path = DEFAULT_WORKSPACE_DIR) => life.current.listDir(path),
    restart: () => life.restart(),
    close: () => life.close(),
    [Symbol.asyncDispose]: () => life.close(),
  };
}
