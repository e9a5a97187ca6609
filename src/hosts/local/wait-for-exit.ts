import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseExit } from '../process/program-exit.ts';
import type { ProgramRecord } from '../process/program-record.ts';
import type { ProcessExit } from '../process.ts';
import { bootOfThisMachine, startOfProcess } from './process-start.ts';

/** Between looks that no change of the folder asked for: a watch may miss one. */
const LOOK_MS = 250;

/**
 * Resolves when a launched program of this machine has ended; without a code or signal when nobody
 * knows how. Rejects when the signal is aborted.
 */
export async function waitForExit(
  record: ProgramRecord,
  signal?: AbortSignal,
): Promise<ProcessExit> {
  const { stateFolder, pid, start, runner, runnerStart } = record;
  const sameBoot = record.boot === bootOfThisMachine();
  let changed = (): void => {};
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(stateFolder, () => changed());
    watcher.on('error', () => {});
  } catch {
    // No watch is left, or no folder: looking from time to time finds it too.
  }
  try {
    for (;;) {
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      // Looked at before the file: a runner that ends in between has written it.
      const goesOn =
        sameBoot && (startOfProcess(runner) === runnerStart || startOfProcess(pid) === start);
      const text = await readFile(`${stateFolder}/rc`, 'utf8').catch(() => undefined);
      if (text !== undefined) return parseExit(text);
      if (!goesOn) return {};
      await Promise.race([change, wait(LOOK_MS, undefined, signal ? { signal } : {})]);
      signal?.throwIfAborted();
    }
  } finally {
    watcher?.close();
  }
}
