import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessExit } from '../process.ts';
import type { OpenChannel } from '../ssh/channel.ts';
import { parseExit } from './program-exit.ts';
import { type ProgramRecord, recordWords } from './program-record.ts';
import { CONTROL } from './scripts.ts';

/** Milliseconds before a connection that broke is used again. */
const AGAIN_MS = 1_000;

/**
 * Waits for the ends of a machine's programs by one script for all of them: a machine allows few
 * sessions at a time. What is returned resolves when a program has ended, and rejects when the
 * signal is aborted.
 */
export function watchExits(
  open: OpenChannel,
  signal?: AbortSignal,
): (record: ProgramRecord) => Promise<ProcessExit> {
  const waiting = new Set<Waiting>();
  let round: AbortController | undefined;

  async function listen(end: AbortSignal): Promise<void> {
    const word = randomBytes(8).toString('hex');
    const records = new Map([...waiting].map(({ record }) => [record.mark, recordWords(record)]));
    const channel = await open(
      ['sh', '-c', CONTROL, 'causeway', word, 'wait', ...[...records.values()].flat()],
      { signal: end },
    );
    try {
      channel.stdin.on('error', () => {}).end();
      channel.stderr.on('error', () => {}).resume();
      let rest = '';
      for await (const piece of channel.stdout.setEncoding('utf8')) {
        const lines = `${rest}${piece}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith(`${word} `)) hear(line);
      }
    } finally {
      channel.destroy();
    }
  }

  function hear(line: string): void {
    const [, mark, ...how] = line.split(' ');
    for (const one of waiting) {
      if (one.record.mark !== mark) continue;
      waiting.delete(one);
      one.tell(parseExit(how.join(' ')));
    }
  }

  async function watch(): Promise<void> {
    while (waiting.size > 0 && !signal?.aborted) {
      round = new AbortController();
      const ends = AbortSignal.any([round.signal, ...(signal ? [signal] : [])]);
      await listen(ends).catch(() => {});
      // A round that was ended to wait for one more program is followed by the next at once.
      if (waiting.size > 0) await wait(AGAIN_MS, undefined, { signal: ends }).catch(() => {});
    }
    round = undefined;
  }

  return (record) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const giveUp = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', giveUp, { once: true });
      const tell = (exit: ProcessExit): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve(exit);
      };
      waiting.add({ record, tell });
      if (round === undefined) void watch();
      else round.abort();
    });
}

interface Waiting {
  record: ProgramRecord;
  tell: (exit: ProcessExit) => void;
}
