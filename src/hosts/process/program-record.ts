import { HostError } from '../host-error.ts';
import type { ProcessRecord } from '../process.ts';

/** What is kept of a launched program: numbers with their start times, which nobody gets again. */
export interface ProgramRecord extends ProcessRecord {
  /** Its process, group and session. */
  pid: number;
  start: string;
  runner: number;
  runnerStart: string;
  /** Names the time since the machine was started. */
  boot: string;
  /** Value of CAUSEWAY_MARK in its environment. */
  mark: string;
  stateFolder: string;
}

const NUMBERS = ['pid', 'runner'];
const TEXTS = ['start', 'runnerStart', 'boot', 'mark', 'stateFolder'];

/**
 * Checks a record that came from elsewhere.
 *
 * @throws HostError `process_unknown`.
 */
export function parseProgramRecord(record: ProcessRecord): ProgramRecord {
  const faulty =
    NUMBERS.find((key) => !Number.isSafeInteger(record[key]) || Number(record[key]) < 2) ??
    TEXTS.find((key) => typeof record[key] !== 'string' || record[key] === '');
  if (faulty !== undefined || !/^[0-9a-f]{32}$/.test(String(record.mark))) {
    throw new HostError(
      'process_unknown',
      `Not the record of a launched program: ${faulty ?? 'mark'} is ${JSON.stringify(record[faulty ?? 'mark'])}`,
    );
  }
  return record as ProgramRecord;
}

/** A record as the words that the script for programs takes. */
export function recordWords(record: ProgramRecord): string[] {
  const { mark, pid, start, runner, runnerStart, boot, stateFolder } = record;
  return [mark, pid, start, runner, runnerStart, boot, stateFolder].map(String);
}
