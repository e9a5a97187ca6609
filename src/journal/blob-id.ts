import { createHash } from 'node:crypto';

/** The id under which a journal keeps bytes: `sha256-` and the digest in 64 hexadecimal digits. */
export function blobId(content: Uint8Array): string {
  return `sha256-${createHash('sha256').update(content).digest('hex')}`;
}
