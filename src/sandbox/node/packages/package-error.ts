/** Every code of a `PackageError`, with what it means in one sentence. Codes are stable. */
export const PACKAGE_ERROR_CODES = {
  requirement_invalid: 'A requirement cannot be read, or is of another package than it says.',
  source_refused: 'It names a place that is none for wheels: `file:`, `git+https:` and the like.',
  network_required: 'A name, and no hosts are allowed.',
  host_not_allowed: 'The host is not in `allowedHosts`; the message says which to list.',
  download_failed: 'The index or a file could not be had.',
  index_invalid: 'What answers is no package index.',
  package_not_found: 'The index has no package of that name.',
  package_unavailable: 'No version fits: versions, Python, platform, source only.',
  package_conflict: 'Packages want what excludes each other.',
  hash_mismatch: 'A file is not the one that was promised; both digests are shown.',
  wheel_invalid: 'A wheel is damaged, contradicts itself, or leads where it must not.',
  wheel_binary: 'A wheel has machine code, which a session that runs cannot load.',
  packages_too_large: 'Unpacked, they are larger than `diskBytes`.',
  package_unremovable:
    'A package has no RECORD of its files, so it can be neither removed nor replaced.',
  requirement_unpinned: 'A set of packages names one without its exact version or hash.',
  package_unloadable: 'A package with machine code cannot be imported.',
  install_failed: 'They could not be written: the session is full, or a file is in the way.',
} as const;

export type PackageErrorCode = keyof typeof PACKAGE_ERROR_CODES;

/** A request about packages that failed as a whole: the session's packages are what they were. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  /** Stable code; `PACKAGE_ERROR_CODES` says what it means. */
  readonly code: PackageErrorCode;

  constructor(code: PackageErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
