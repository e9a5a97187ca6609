import { homedir } from 'node:os';
import { hostPath } from '../host-path.ts';

/** A path as the file system of this machine takes it: `~/` stands for the user's home. */
export function localPath(path: string): string {
  return hostPath(path, homedir());
}
