import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { createNodeSession } from 'causeway/sandbox';

/** What the figures were taken on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryMiB: number;
  system: string;
  node: string;
  pyodide: string;
  /** How well sandboxes are closed here: what that takes is part of every start. */
  isolation: string;
  /** The commit checked out, with `+` when files differ from it; null outside a repository. */
  commit: string | null;
  /** When the benchmark began, in UTC. */
  date: string;
  /** Averages over 1, 5 and 15 minutes as it began. */
  load: number[];
}

/** Looks at the machine. Opens a session, so that Python is prepared before anything is measured. */
export async function describeMachine(): Promise<Machine> {
  const date = new Date().toISOString();
  const load = loadavg().map((average) => Math.round(average * 100) / 100);
  const session = await createNodeSession();
  await session.close();
  const pyodide = createRequire(import.meta.url)('pyodide/package.json') as { version: string };
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    system: `${process.platform} ${process.arch} ${/^[\d.]*\d/.exec(release())?.[0] ?? release()}`,
    node: process.versions.node,
    pyodide: pyodide.version,
    isolation: session.isolation.level,
    commit: readCommit(),
    date,
    load,
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
