import { packJsonAndBytes } from '../common/frames.ts';
import type { FileChanges } from './child/file-changes.ts';

/** Files to remove and to write in one step. Paths are absolute. */
export interface GivenChanges {
  remove: readonly string[];
  write: ReadonlyMap<string, { content: Uint8Array; executable: boolean }>;
  /** Folders that stay when the removal leaves them empty. */
  keep: readonly string[];
}

const FILE_MODE = 0o644;
const PROGRAM_MODE = 0o755;

/** The payload that the sandbox process reads: what to do, then the bytes of all files. */
export function packChanges({ remove, write, keep }: GivenChanges): Uint8Array {
  const changes: FileChanges = { remove: [...remove], keep: [...keep], write: [] };
  let length = 0;
  for (const [path, { content, executable }] of write) {
    const mode = executable ? PROGRAM_MODE : FILE_MODE;
    changes.write.push({ path, length: content.length, mode });
    length += content.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const { content } of write.values()) {
    bytes.set(content, at);
    at += content.length;
  }
  return packJsonAndBytes(changes, bytes);
}
