import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { HostError } from '../host-error.ts';
import type {
  HostProcess,
  ProcessExit,
  ProcessRecord,
  StopOptions,
  StopReport,
} from '../process.ts';
import type { OpenChannel } from '../ssh/channel.ts';
import { askScript } from './ask-script.ts';
import { type ProgramRecord, parseProgramRecord } from './program-record.ts';
import { CONTROL } from './scripts.ts';

const STEPS: NonNullable<StopOptions['steps']> = [
  { signal: 'SIGINT', graceMs: 2_000 },
  { signal: 'SIGTERM', graceMs: 2_000 },
];
/** Milliseconds between two looks of the script while it waits for a group to end. */
const LOOK_MS = 50;
/** Milliseconds before a broken connection is tried again. */
const AGAIN_MS = 1_000;
const STOP_TRIES = 3;

/** A program that a runner stays with, looked after by a script wherever it runs. */
export class LaunchedProcess implements HostProcess {
  readonly record: ProgramRecord;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly #open: OpenChannel;
  readonly #signal: AbortSignal | undefined;
  #exited: Promise<ProcessExit> | undefined;

  constructor(open: OpenChannel, record: ProgramRecord, signal?: AbortSignal) {
    this.record = record;
    this.stdoutFile = `${record.stateFolder}/stdout`;
    this.stderrFile = `${record.stateFolder}/stderr`;
    this.#open = open;
    this.#signal = signal;
  }

  /** Waits from the first time it is asked for. Stays open when the host is closed before. */
  get exited(): Promise<ProcessExit> {
    this.#exited ??= this.#waitForExit();
    return this.#exited;
  }

  async isAlive(): Promise<boolean> {
    const [, count] = await this.#ask('look');
    return Number(count) > 0;
  }

  async stop(options: StopOptions = {}): Promise<StopReport> {
    const steps = (options.steps ?? STEPS).flatMap(({ signal, graceMs }) => [
      signal.slice('SIG'.length),
      String(Math.max(1, Math.ceil(graceMs / LOOK_MS))),
    ]);
    for (let left = STOP_TRIES - 1; ; left -= 1) {
      try {
        const [, was, signal, swept, remaining] = await this.#ask('stop', steps);
        return {
          wasAlive: was === 'yes',
          ...(signal !== 'none' && { signal: `SIG${signal}` }),
          swept: Number(swept),
          left: Number(remaining),
        };
      } catch (fault) {
        if (!isLost(fault) || left === 0) throw fault;
      }
    }
  }

  /** Whether the machine knows of it: something of it runs, or its state is there. */
  async isKnown(): Promise<boolean> {
    const [, , known] = await this.#ask('look');
    return known === 'known';
  }

  async #waitForExit(): Promise<ProcessExit> {
    for (;;) {
      try {
        const [how, what] = await this.#ask('wait');
        if (how === 'exit') return { exitCode: Number(what) };
        return how === 'signal' && what ? { signal: what } : {};
      } catch {
        if (this.#signal?.aborted) return new Promise(() => {});
        await wait(AGAIN_MS);
      }
    }
  }

  #ask(action: 'look' | 'wait' | 'stop', more: readonly string[] = []): Promise<string[]> {
    const { pid, start, runner, runnerStart, boot, mark, stateFolder } = this.record;
    const word = randomBytes(8).toString('hex');
    const facts = [pid, start, runner, runnerStart, boot, mark, stateFolder].map(String);
    const args = [word, action, ...facts, ...more];
    const signal = action === 'wait' ? this.#signal : undefined;
    return askScript(this.#open, { script: CONTROL, word, args, ...(signal && { signal }) });
  }
}

/**
 * Finds a launched program by its record.
 *
 * @throws HostError `process_unknown` when the machine has no trace of it.
 */
export async function attachToProgram(
  open: OpenChannel,
  record: ProcessRecord,
  signal?: AbortSignal,
): Promise<HostProcess> {
  const known = parseProgramRecord(record);
  const found = new LaunchedProcess(open, known, signal);
  if (await found.isKnown()) return found;
  throw new HostError(
    'process_unknown',
    `No process ${known.pid} and nothing in ${JSON.stringify(known.stateFolder)}: that program has ended, and what it left was removed`,
  );
}

function isLost(fault: unknown): boolean {
  return fault instanceof HostError && fault.code === 'host_unreachable';
}
