import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { causeway, fixtures, type RunningCommand, startCauseway } from './run-causeway.ts';
import { temporaryFolder } from './serving.ts';

/** What `causeway agent --json` prints. */
export interface AgentLine {
  runId: string;
  outcome: string;
  summary?: string;
  reason: string;
  exitCode?: number;
  deliverables: { path: string; size: number; sha256: string; file?: string }[];
  notes: string[];
}

/** A place for agents of one test: a data folder, a home, and where files go. */
export interface Ground {
  data: string;
  out: string;
  /** Starts `causeway agent` in its own process group. */
  start(args: string[], options?: { json?: boolean }): RunningCommand;
  /** Runs another command on the same data folder. */
  run(...args: string[]): ReturnType<typeof causeway>;
  /** Resolves once the journal has an event whose text has the words. */
  records(words: string): Promise<void>;
  /** The only run, or the one with a title, as `runs show --json` has it. */
  eventsOf(run: string): Promise<RunEvent[]>;
}

export function agentPath(name: string): string {
  return join(fixtures, 'agents', name);
}

/** Makes such a place; what was started there is ended after the test. */
export function makeGround(): Ground {
  const data = temporaryFolder();
  const home = temporaryFolder();
  const out = join(temporaryFolder(), 'files');
  const env = { CAUSEWAY_DATA_DIR: data, HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
  return {
    data,
    out,
    start(args, { json = true } = {}) {
      const words = ['agent', '--out', out, ...(json ? ['--json'] : []), ...args];
      const command = startCauseway(words, { env });
      let ended = false;
      void command.ended.finally(() => {
        ended = true;
      });
      onTestFinished(async () => {
        if (!ended) command.signal('SIGKILL');
        await command.ended.catch(() => undefined);
        endLeftAgents(home);
      });
      return command;
    },
    run: (...args) => causeway(args, { env }),
    async records(words) {
      for (;;) {
        if (await hasRecorded(data, words)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async eventsOf(run) {
      const shown = await causeway(['runs', 'follow', run, '--json'], { env });
      return shown.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as RunEvent);
    },
  };
}

async function hasRecorded(data: string, words: string): Promise<boolean> {
  if (!existsSync(join(data, 'journal.db'))) return false;
  // It may just be being made.
  const journal = await openSqliteJournal({ directory: data, readOnly: true }).catch(() => {});
  if (journal === undefined) return false;
  try {
    for (const { runId } of (await journal.listRuns()).runs) {
      if (JSON.stringify(await journal.read(runId)).includes(words)) return true;
    }
    return false;
  } finally {
    await journal.close();
  }
}

/** Ends agents whose workdir lies in a home, and nothing else. */
function endLeftAgents(home: string): void {
  for (const pid of processesIn(home)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
}

/** Processes that work in a folder or below it. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readlinkSync(`/proc/${name}/cwd`).startsWith(folder);
      } catch {
        // It ended meanwhile, or is not ours.
        return false;
      }
    })
    .map(Number);
}

/** The line that `causeway agent --json` printed. */
export function lineOf(stdout: string): AgentLine {
  return JSON.parse(stdout) as AgentLine;
}

export function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}
