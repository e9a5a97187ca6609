import { HostError, type HostErrorCode } from './host-error.ts';

const CODES: Readonly<Record<string, HostErrorCode>> = {
  ENOENT: 'not_found',
  ENOTDIR: 'not_found',
  EEXIST: 'file_exists',
  ENOSPC: 'no_disk',
  EDQUOT: 'no_disk',
  EACCES: 'no_permission',
  EPERM: 'no_permission',
  EROFS: 'no_permission',
  ABORT_ERR: 'aborted',
};

/** The system's code of a failure: `ENOENT`. Undefined for what is none of the system's. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What the system refused, as a HostError that names the path; HostErrors are given back. */
export function fileError(error: unknown, doing: string, path: string): HostError {
  if (error instanceof HostError) return error;
  const system = systemCode(error) ?? '';
  const code = CODES[system] ?? 'io_failed';
  return new HostError(
    code,
    `Cannot ${doing} ${JSON.stringify(path)}: ${why(code, system, error)}`,
    {
      cause: error,
    },
  );
}

function why(code: HostErrorCode, system: string, error: unknown): string {
  switch (code) {
    case 'not_found':
      return 'it is not there.';
    case 'file_exists':
      return 'there is one already.';
    case 'no_disk':
      return 'the disk is full. Free some space and try again.';
    case 'no_permission':
      return `this user may not (${system}).`;
    case 'aborted':
      return 'it was called off.';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
