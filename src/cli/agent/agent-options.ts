import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { WhereRunsAre } from '../api/connect.ts';
import { CommandError, pathFault } from '../command-error.ts';

/** What `causeway agent` was told. */
export interface AgentOptions extends WhereRunsAre {
  /** As `ssh` is told. Default: this machine. */
  host?: string;
  /** Read by `ssh` in place of the user’s own. */
  sshConfig?: string;
  task?: string;
  taskFile?: string;
  preset?: string;
  /** Only with a preset. */
  allowEverything?: boolean;
  workdir?: string;
  /** Default `deliverables`. */
  out?: string;
  /** Milliseconds. */
  timeout?: number;
  /** Milliseconds. */
  stall?: number;
  title?: string;
  tag?: Record<string, string>;
  attach?: string;
  json?: boolean;
}

/** The words behind `--`; what stands before it must be options. */
export function splitCommand(words: readonly string[], raw: readonly string[]): string[] {
  const at = raw.indexOf('--');
  const command = at === -1 ? [] : raw.slice(at + 1);
  const before = words.slice(0, words.length - command.length);
  const [stray] = before;
  if (stray === undefined) return command;
  if (at === -1) {
    // Also with what was taken for options of this command.
    const form = `causeway agent [options] -- ${raw.slice(raw.indexOf(stray)).join(' ')}`;
    throw new CommandError(`-- is missing before the agent’s command; write ${form}`);
  }
  const kind = stray.startsWith('-') ? 'unknown option' : 'unexpected word';
  throw new CommandError(
    `${kind} ${stray} before --; run 'causeway agent --help' for what there is`,
  );
}

/** Refuses what does not go together, before anything is opened. */
export function checkOptions(command: readonly string[], options: AgentOptions): void {
  const { attach, preset, task, taskFile } = options;
  for (const name of ['workdir', 'out', 'title', 'data', 'sshConfig'] as const) {
    if (options[name] === '') {
      throw new CommandError(`${flagOf(name)} is empty; give it a value, or leave it out`);
    }
  }
  checkOut(options.out);
  if (attach !== undefined) {
    const given = (
      ['host', 'task', 'taskFile', 'preset', 'allowEverything', 'workdir', 'title', 'tag'] as const
    ).find((name) => options[name] !== undefined);
    if (command.length > 0) {
      throw new CommandError(
        '--attach takes over an agent that was started; leave out the command',
      );
    }
    if (given !== undefined) {
      throw new CommandError(
        `--attach takes the run as it was started; leave out ${flagOf(given)}`,
      );
    }
    return;
  }
  if (options.sshConfig !== undefined && options.host === undefined) {
    throw new CommandError('--ssh-config goes with --host; name the host, or leave it out');
  }
  if (task !== undefined && taskFile !== undefined) {
    throw new CommandError('--task and --task-file are two tasks; give one of them');
  }
  const [first] = command;
  if (preset !== undefined && first !== undefined && !first.startsWith('-')) {
    throw new CommandError(
      `--preset ${preset} and a command behind -- are two agents; give one of them, or options of ${preset} behind --`,
    );
  }
  if (preset === undefined && options.allowEverything) {
    throw new CommandError(
      '--allow-everything goes with --preset; a command of your own says itself what it may do',
    );
  }
  if (preset === undefined && command.length === 0) {
    throw new CommandError('no agent is named; give its command behind --, or --preset NAME');
  }
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A file in the place of the folder would be found when the first deliverable is there. */
function checkOut(out: string | undefined): void {
  if (out === undefined || (statSync(out, { throwIfNoEntry: false })?.isDirectory() ?? true))
    return;
  throw new CommandError(`--out ${out} is not a folder; name one, or a place for a new one`);
}

/** Text of the task; undefined where none is given. */
export async function readTask({ task, taskFile }: AgentOptions): Promise<string | undefined> {
  if (task !== undefined) {
    if (task.trim() === '') throw new CommandError('--task is empty; say what the agent is to do');
    return task;
  }
  if (taskFile === undefined) return undefined;
  let text: string;
  try {
    const bytes = await readFile(taskFile);
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const fault = cause instanceof TypeError ? 'is not UTF-8; save it as UTF-8' : pathFault(cause);
    const told = fault ?? `could not be read: ${(cause as Error).message}`;
    throw new CommandError(`--task-file ${taskFile} ${told}`, { cause });
  }
  if (text.trim() === '')
    throw new CommandError(`--task-file ${taskFile} is empty; write the task into it`);
  return text;
}
