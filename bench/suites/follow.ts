import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Host, localHost } from 'causeway/hosts';
import { programFile } from './programs.ts';
import type { Measure, OpenSuite, Suite } from './suite.ts';

/** Follows a file and gives each of its lines to `take`; resolves with what ends that. */
type Reader = (path: string, take: (line: string) => void) => Promise<() => Promise<void>>;

/** How soon a line that another process appends is seen, beside `tail -F` and a line reader. */
export const followSuite: Suite = {
  once: false,
  async open(_wanted, quick): Promise<OpenSuite> {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-follow-'));
    const host = localHost();
    const readers = { follow: followWith(host), tail: readTail };
    const measures: Record<string, Measure> = {};
    let files = 0;
    const newFile = (): string => {
      files += 1;
      const path = join(folder, `optio-${files}.log`);
      writeFileSync(path, '');
      return path;
    };
    for (const [name, reader] of Object.entries(readers)) {
      measures[`${name} latency`] = () => latencies(reader, newFile(), quick ? 10 : 100);
      measures[`${name} burst`] = () => burst(reader, newFile(), quick ? 10_000 : 1_000_000);
    }
    return {
      measures,
      async close() {
        await host.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

/** From just before the write until the line is there, for each of the lines, in milliseconds. */
async function latencies(reader: Reader, path: string, lines: number): Promise<number[]> {
  const figures: number[] = [];
  await readLines(reader, path, lines, [`${lines}`, 'paced'], (line) => {
    figures.push(Number(process.hrtime.bigint() - BigInt(line)) / 1e6);
  });
  return figures;
}

/** Microseconds for each of many lines that are written at once, until the last one is there. */
async function burst(reader: Reader, path: string, lines: number): Promise<number> {
  let began = 0;
  let next = 0;
  await readLines(reader, path, lines, [`${lines}`], (line) => {
    if (next === 0) began = performance.now();
    if (line !== `STATUS: line ${next}`) throw new Error(`Line ${next} came as ${line}`);
    next += 1;
  });
  return ((performance.now() - began) * 1000) / lines;
}

async function readLines(
  reader: Reader,
  path: string,
  lines: number,
  words: string[],
  take: (line: string) => void,
): Promise<void> {
  let seen = 0;
  const all = Promise.withResolvers<void>();
  const stop = await reader(path, (line) => {
    take(line);
    seen += 1;
    if (seen === lines) all.resolve();
  });
  const writer = spawn(process.execPath, [programFile('append-lines.cjs'), path, ...words], {
    stdio: 'inherit',
  });
  await Promise.all([once(writer, 'exit'), all.promise]);
  await stop();
}

function followWith(host: Host): Reader {
  return async (path, take) => {
    const follower = host.follow(path);
    const ended = (async () => {
      for await (const batch of follower) {
        if (batch.type === 'lines') for (const line of batch.lines) take(line.text);
      }
    })();
    await follower.drain();
    return async () => {
      follower.stop();
      await ended;
    };
  };
}

const readTail: Reader = async (path, take) => {
  const tail = spawn('tail', ['-F', '-n', '+1', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(tail, 'spawn');
  createInterface({ input: tail.stdout }).on('line', take);
  return async () => {
    tail.kill();
    await once(tail, 'exit');
  };
};
