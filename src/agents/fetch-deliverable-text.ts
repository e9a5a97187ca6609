import type { Host } from '../hosts/host.ts';

/**
 * Reads a file of a host as text. Rejects with a HostError when it can't be read, and with a TypeError
 * when it is not UTF-8.
 */
export async function fetchDeliverableText(host: Host, path: string): Promise<string> {
  const bytes = await host.fetch(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TypeError(`The file ${path} is not UTF-8 text; read its bytes instead`, { cause });
  }
}
