import { createHash } from 'node:crypto';
import { PackageError } from '../package-error.ts';

/** A digest that a file's bytes must have. */
export interface Hash {
  algorithm: 'sha256' | 'sha384' | 'sha512';
  /** Lower-case hex. */
  digest: string;
}

const DIGITS: Readonly<Record<Hash['algorithm'], number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Reads `sha256` and its hex digest; null for an algorithm that is none of ours or is too weak. */
export function toHash(algorithm: string, digest: string): Hash | null {
  if (!Object.hasOwn(DIGITS, algorithm)) return null;
  const name = algorithm as Hash['algorithm'];
  const hex = digest.toLowerCase();
  return /^[0-9a-f]+$/.test(hex) && hex.length === DIGITS[name]
    ? { algorithm: name, digest: hex }
    : null;
}

/** Digests of which one at least must be a file's, and who says so. */
export interface HashDemand {
  /** For the error, for instance `the index`. */
  by: string;
  anyOf: readonly Hash[];
}

/**
 * Checks a file against everything that is said of it.
 *
 * @returns its sha256 in hex.
 * @throws PackageError `hash_mismatch` that shows both digests.
 */
export function verifyHashes(
  fileName: string,
  bytes: Uint8Array,
  demands: readonly HashDemand[],
): string {
  const digests = new Map<string, string>();
  const digest = (algorithm: Hash['algorithm']): string => {
    const known = digests.get(algorithm);
    if (known !== undefined) return known;
    const made = createHash(algorithm).update(bytes).digest('hex');
    digests.set(algorithm, made);
    return made;
  };
  for (const { by, anyOf } of demands) {
    if (anyOf.length === 0 || anyOf.some((hash) => digest(hash.algorithm) === hash.digest))
      continue;
    throw mismatch(fileName, by, anyOf, digest);
  }
  return digest('sha256');
}

/** The error about a file whose digest is none of those allowed. */
function mismatch(
  fileName: string,
  by: string,
  anyOf: readonly Hash[],
  has: (algorithm: Hash['algorithm']) => string,
): PackageError {
  const algorithm = anyOf[0]?.algorithm ?? 'sha256';
  const wanted = anyOf.map((hash) => `${hash.algorithm} ${hash.digest}`).join(' or ');
  return new PackageError(
    'hash_mismatch',
    `${fileName} has ${algorithm} ${has(algorithm)}, but ${by} says ${wanted}; ` +
      'do not use the file until you know why',
  );
}
