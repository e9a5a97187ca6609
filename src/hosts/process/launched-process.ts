import { randomBytes } from 'node:crypto';
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
import { type ProgramRecord, parseProgramRecord, recordWords } from './program-record.ts';
import { CONTROL } from './scripts.ts';

const STEPS: NonNullable<StopOptions['steps']> = [
  { signal: 'SIGINT', graceMs: 2_000 },
  { signal: 'SIGTERM', graceMs: 2_000 },
];
/** Milliseconds between two looks of the script while it waits for a group to end. */
const LOOK_MS = 50;
const STOP_TRIES = 3;

/** What looking after programs needs of their machine. */
export interface ProgramMachine {
  /** Runs the scripts that look after programs; they need a POSIX shell and nothing else. */
  open: OpenChannel;
  /**
   * Resolves when a program has ended. Rejects only when `signal` is aborted. On other machines
   * `watchExits` makes it.
   */
  waitForExit: (record: ProgramRecord, signal?: AbortSignal) => Promise<ProcessExit>;
  /** Aborted when the host is closed: ends what waits for programs, never the programs. */
  signal?: AbortSignal;
}

/** A program that a runner stays with, looked after by a script wherever it runs. */
export class LaunchedProcess implements HostProcess {
  readonly record: ProgramRecord;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly #machine: ProgramMachine;
  #exited: Promise<ProcessExit> | undefined;

  constructor(machine: ProgramMachine, record: ProgramRecord) {
    this.record = record;
    this.stdoutFile = `${record.stateFolder}/stdout`;
    this.stderrFile = `${record.stateFolder}/stderr`;
    this.#machine = machine;
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
    const { signal, waitForExit } = this.#machine;
    try {
      return await waitForExit(this.record, signal);
    } catch (fault) {
      if (signal?.aborted) return new Promise(() => {});
      throw fault;
    }
  }

  #ask(action: 'look' | 'stop', more: readonly string[] = []): Promise<string[]> {
    const word = randomBytes(8).toString('hex');
    const args = [word, action, ...recordWords(this.record), ...more];
    const { open, signal } = this.#machine;
    if (signal?.aborted) {
      return Promise.reject(
        new HostError(
          'host_closed',
          `The host of process ${this.record.pid} was closed; make another`,
        ),
      );
    }
    const urgent = action === 'stop';
    return askScript(open, { script: CONTROL, word, args, urgent, ...(signal && { signal }) });
  }
}

/**
 * Finds a launched program by its record.
 *
 * @throws HostError `process_unknown` when the machine has no trace of it.
 */
export async function attachToProgram(
  machine: ProgramMachine,
  record: ProcessRecord,
): Promise<HostProcess> {
  const known = parseProgramRecord(record);
  const found = new LaunchedProcess(machine, known);
  if (await found.isKnown()) return found;
  throw new HostError(
    'process_unknown',
    `No process ${known.pid} and nothing in ${JSON.stringify(known.stateFolder)}: that program has ended, and what it left was removed`,
  );
}

function isLost(fault: unknown): boolean {
  return fault instanceof HostError && fault.code === 'host_unreachable';
}
