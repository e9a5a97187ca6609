import type { ExecResult } from 'just-bash';
import { HostError, type HostLink } from './host-link.ts';

export const PIP_NAMES: readonly string[] = ['pip', 'pip3'];

/** Installs packages by way of the host, which decides what may come in. */
export async function runPip(
  link: HostLink,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<ExecResult> {
  try {
    const { facts } = await link.ask({ kind: 'pip', args: [...args], cwd, env });
    const { stdout, stderr, exitCode } = facts;
    return { stdout: String(stdout), stderr: String(stderr), exitCode: Number(exitCode) };
  } catch (error) {
    if (error instanceof HostError) {
      return { stdout: '', stderr: `pip: ${error.message}\n`, exitCode: 1 };
    }
    throw error;
  }
}
