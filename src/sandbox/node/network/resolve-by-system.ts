import { lookup } from 'node:dns/promises';

/** All addresses of a name, in the order to try them. Nobody waits once the signal is aborted. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * The system looks names up in threads of which the whole process has four. Programs that ask for
 * names that nobody answers for must not take them all from the host's files.
 */
const MOST_AT_ONCE = 2;
let underWay = 0;
const waiting: (() => void)[] = [];

/** Asks as every program of this machine does: hosts file, name servers, whatever is set up. */
export const resolveBySystem: Resolve = async (name, signal) => {
  if (underWay === MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else underWay += 1;
  try {
    signal.throwIfAborted();
    const found = await lookup(name, { all: true });
    return found.map(({ address }) => address);
  } finally {
    // Whoever waits takes the place over.
    const next = waiting.shift();
    if (next === undefined) underWay -= 1;
    else next();
  }
};
