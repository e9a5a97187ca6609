import { readAllowList } from '../../sandbox/node/network/allow-list.ts';
import { optionFault } from './option-fault.ts';

/** Reads a host of `--allow-host`, as `allowedHosts` of a sandbox takes it. */
export function parseAllowedHost(text: string, previous: readonly string[] = []): string[] {
  try {
    readAllowList([text]);
  } catch (error) {
    const told = (error as Error).message.replace(/^Allowed host ".*?": /, '');
    throw optionFault('--allow-host', text, told);
  }
  return [...previous, text];
}
