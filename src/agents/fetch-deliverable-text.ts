import type { Host } from '../hosts/host.ts';
import { textOfFile } from './decode-utf8.ts';

/**
 * Reads a file of a host as text. Rejects with a HostError when it can't be read, and with a TypeError
 * when it is not UTF-8.
 */
export async function fetchDeliverableText(host: Host, path: string): Promise<string> {
  return textOfFile(await host.fetch(path), path);
}
