import { optionFault } from './option-fault.ts';

/** Reads a URL of `--server`; a link into the dashboard names the server it leads to. */
export function parseServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw optionFault('--server', text, 'not a URL; write it like http://127.0.0.1:4319');
  }
  return url.origin;
}
