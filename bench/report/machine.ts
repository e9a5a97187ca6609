import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** What the figures were taken on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryMiB: number;
  system: string;
  node: string;
  pyodide: string;
  /** The commit checked out, with `+` when files differ from it; null outside a repository. */
  commit: string | null;
  /** When the benchmark began, in UTC. */
  date: string;
  /** Averages over 1, 5 and 15 minutes as it began. */
  load: number[];
  /** Share of the processors that others used in the second before it began. */
  busy: number;
}

/** Looks at the machine; takes a second. */
export async function describeMachine(): Promise<Machine> {
  const [cpu] = cpus();
  const pyodide = createRequire(import.meta.url)('pyodide/package.json') as { version: string };
  return {
    date: new Date().toISOString(),
    load: loadavg().map((load) => Math.round(load * 100) / 100),
    busy: Math.round((await busyShare(1000)) * 100) / 100,
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.versions.node,
    pyodide: pyodide.version,
    commit: readCommit(),
  };
}

async function busyShare(milliseconds: number): Promise<number> {
  const before = spentByCpus();
  await wait(milliseconds);
  const after = spentByCpus();
  const all = after.all - before.all;
  return all > 0 ? 1 - (after.idle - before.idle) / all : 0;
}

function spentByCpus(): { idle: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (figures: number[]): number => figures.reduce((one, other) => one + other, 0);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    all: sum(times.flatMap((time) => Object.values(time))),
  };
}

function readCommit(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return null;
  }
}
