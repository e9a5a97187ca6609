/** Stable codes of what goes wrong with a host. */
export type HostErrorCode =
  | 'host_unknown'
  | 'host_unreachable'
  | 'host_refused'
  | 'host_key_changed'
  | 'host_key_unknown'
  | 'host_closed'
  | 'no_shell'
  | 'no_ssh'
  | 'no_disk'
  | 'no_permission'
  | 'program_missing'
  | 'folder_missing'
  | 'workdir_in_use'
  | 'unsafe_path'
  | 'not_found'
  | 'file_exists'
  | 'file_too_large'
  | 'checksum_mismatch'
  | 'command_failed'
  | 'command_timed_out'
  | 'download_failed'
  | 'process_unknown'
  | 'io_failed'
  | 'aborted';

/** Something a host was asked to do failed; the message has the value and the fix. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;

  constructor(code: HostErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
