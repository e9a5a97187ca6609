import { optionFault } from './option-fault.ts';

/** Reads a port: a whole number from 0, a free one, to 65535. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw optionFault(
    '--port',
    text,
    'not a port; write a whole number up to 65535, 0 for a free one',
  );
}
