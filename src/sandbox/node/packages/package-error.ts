/** Why packages could not be installed, listed or removed. Codes are stable; messages may change. */
export type PackageErrorCode =
  | 'requirement_invalid'
  | 'source_refused'
  | 'network_required'
  | 'host_not_allowed'
  | 'download_failed'
  | 'index_invalid'
  | 'package_not_found'
  | 'package_unavailable'
  | 'package_conflict'
  | 'hash_mismatch'
  | 'wheel_invalid'
  | 'wheel_binary'
  | 'packages_too_large'
  | 'package_unremovable'
  | 'install_failed';

/** A request about packages that failed as a whole: the session's packages are what they were. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  readonly code: PackageErrorCode;

  constructor(code: PackageErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
