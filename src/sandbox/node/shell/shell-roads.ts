import type { GuardedFetch } from '../network/http-exchange.ts';

/** What `pip` is answered by: told as a command tells it. */
export type PipCommand = (
  /** What stands after `pip`. */
  args: readonly string[],
  context: {
    /** Folder of the shell, absolute. */
    cwd: string;
    /** Its exported variables. */
    env: Readonly<Record<string, string>>;
    /** Aborted when the run ends. */
    signal: AbortSignal;
  },
) => Promise<{ stdout: string; stderr: string; exitCode: number }>;

/** What a shell's commands reach beyond the session. Without one, its command says so. */
export interface ShellRoads {
  pip?: PipCommand | undefined;
  /** With it there is `curl`. */
  fetch?: GuardedFetch | undefined;
}
