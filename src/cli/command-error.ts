import { CausewayError, type ErrorCode } from '../protocol/error-codes.ts';
import { FAILURE_EXIT_CODE, USAGE_EXIT_CODE } from './exit-codes.ts';
import { harmless } from './tree/harmless.ts';

/** A failure that a person can mend. Its message is one line: what is wrong; what to do. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, options: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = options.exitCode ?? USAGE_EXIT_CODE;
  }
}

// A tools module or a tool that is wrong is a mistake in a file that the command line names.
const mistakes: readonly string[] = [
  'invalid_schema',
  'invalid_tool',
  'module_load_failed',
  'module_not_found',
  'module_without_tools',
  'tool_name_collision',
] satisfies ErrorCode[];

/** The exit code for anything thrown while a command ran. */
export function exitCodeOfError(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode;
  const isMistake = error instanceof CausewayError && mistakes.includes(error.code);
  return isMistake ? USAGE_EXIT_CODE : FAILURE_EXIT_CODE;
}

/** The one line that tells a person about anything thrown while a command ran. */
export function errorLine(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return `causeway: ${harmless(message.replaceAll(/\s*\n\s*/g, ' ').trim())}`;
}

/** What the operating system says of a path, in words; undefined for other errors. */
export function pathFault(error: unknown): string | undefined {
  const faults: Record<string, string> = {
    ENOENT: 'does not exist; check the path',
    EACCES: 'may not be read; check its permissions',
    EPERM: 'may not be read; check its permissions',
    EISDIR: 'is a folder; name a file',
    ENOTDIR: 'lies below something that is not a folder; check the path',
    ENAMETOOLONG: 'has too long a name; check the path',
  };
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? faults[code] : undefined;
}
