import { afterAll } from 'vitest';
import {
  createNodeSession,
  type NodeSession,
  type NodeSessionOptions,
  type ShellOptions,
  type ShellResult,
} from '../../../../src/sandbox/node/index.ts';

export type RunShell = (command: string, options?: ShellOptions) => Promise<ShellResult>;

export interface SharedShell {
  run: RunShell;
  /** Standard output of a command line that must end well and say nothing on stderr. */
  outputOf(command: string): Promise<string>;
  /** Exit status and standard error. */
  failureOf(command: string): Promise<[number, string]>;
  session(): Promise<NodeSession>;
}

/** One session for all tests of a file. */
export function sharedShell(options: NodeSessionOptions = {}): SharedShell {
  let opened: Promise<NodeSession> | undefined;
  const session = (): Promise<NodeSession> => {
    opened ??= createNodeSession({ timeoutMs: 30_000, ...options });
    return opened;
  };
  afterAll(async () => {
    await (await opened)?.close();
  });
  const run: RunShell = async (command, given) => (await session()).run(command, given);
  return {
    run,
    session,
    async outputOf(command) {
      const { stdout, stderr, exitCode } = await run(command);
      if (exitCode !== 0 || stderr !== '') throw new Error(`${exitCode}: ${stderr}`);
      return stdout;
    },
    async failureOf(command) {
      const { stderr, exitCode } = await run(command);
      return [exitCode, stderr];
    },
  };
}

/** Runs `test` with a session of its own. */
export async function withShell<T>(
  options: NodeSessionOptions,
  test: (run: RunShell, session: NodeSession) => Promise<T>,
): Promise<T> {
  const session = await createNodeSession({ timeoutMs: 30_000, ...options });
  try {
    return await test((command, given) => session.run(command, given), session);
  } finally {
    await session.close();
  }
}
