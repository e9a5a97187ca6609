import type { Bash, BashOptions, Command } from 'just-bash';
import type { ShellEnd, ShellOrder, ShellState } from '../messages.ts';
import { OUTPUT_PATH } from './device-files.ts';
import type { ShellLibrary } from './library.ts';
import { sendOutput } from './live-output.ts';
import { EXECUTION_LIMITS } from './shell-limits.ts';
import { sendStarts } from './started-files.ts';
import type { GroupNode, ScriptNode, StatementNode } from './syntax.ts';

/** The command by which the shell asks for its next command line. Nobody else has a use for it. */
export const NEXT_COMMAND = '__causeway_next';
/** Its argument where a run begins; elsewhere it is the exit status of the run that is over. */
const BEGIN = 'begin';
const STANDARD_STREAMS = [0, 1, 2];
/** Exit status of a command line that cannot be read, as bash has it. */
const SYNTAX_ERROR = 2;

interface LiveShell {
  script: ScriptNode;
  bash: Bash;
  abort: AbortController;
  /** How many of the script's statements have been done and forgotten. */
  forgotten: number;
  state: ShellState;
  /** Lets the shell go on to what was put behind its script; null while it is at work. */
  wake: (() => void) | null;
  /** Ends the run under way; null where there is none. */
  settle: ((end: ShellEnd) => void) | null;
}

export interface ShellParts {
  library: ShellLibrary;
  /** Files, commands and the like, the same for every shell. */
  options: BashOptions;
  /** Writes to the run's stderr. */
  complain(text: string): Promise<void>;
}

/**
 * One shell for many runs: variables, functions and the folder live on, as in a terminal. The library
 * runs a script to its end and then forgets everything, so the script here has no end: its last
 * statement waits for the next command line, whose statements are then put behind it.
 */
export class Shell {
  readonly #parts: ShellParts;
  readonly #output: GroupNode['redirections'];
  readonly #waitForNext: StatementNode[];
  readonly #begin: StatementNode[];
  readonly #nothing: StatementNode;
  #live: LiveShell | null = null;

  constructor(parts: ShellParts) {
    this.#parts = parts;
    const parse = (text: string): StatementNode[] => parts.library.parse(text).statements;
    const [sample] = parse(`{ :; } >${OUTPUT_PATH.stdout} 2>${OUTPUT_PATH.stderr}`);
    const group = sample?.pipelines[0]?.commands[0] as GroupNode;
    this.#output = group.redirections;
    const quietly = '>/dev/null 2>&1';
    this.#waitForNext = parse(`{ /usr/bin/${NEXT_COMMAND} $?; } ${quietly}`);
    this.#begin = parse(
      [
        // Options of one command line would make the next one fail for no reason that can be seen.
        `{ set +aefnuvxC; set +o pipefail; } ${quietly}`,
        // Opens what was closed; the command then forgets where it leads.
        'exec </dev/null >/dev/null 2>/dev/null',
        `{ /usr/bin/${NEXT_COMMAND} ${BEGIN}; } ${quietly}`,
      ].join('\n'),
    );
    this.#nothing = {
      type: 'Statement',
      pipelines: [],
      operators: [],
      background: false,
    };
  }

  /** Runs a command line; never rejects. One at a time. */
  async run(order: ShellOrder): Promise<ShellEnd> {
    const statements = await this.#read(order.command);
    if (statements === undefined) {
      return { exitCode: SYNTAX_ERROR, ...(this.#live && { state: this.#live.state }) };
    }
    return new Promise((settle) => {
      const live = this.#live;
      if (live === null) {
        this.#start(order.state, statements, settle);
        return;
      }
      live.settle = settle;
      this.#add(live, statements);
      live.wake?.();
    });
  }

  /** Adds a command to the shell at work; a later one of that name takes its place. */
  offer(command: Command): void {
    this.#live?.bash.registerCommand(command);
  }

  /** Ends the shell and with it the run under way. */
  stop(): void {
    const live = this.#live;
    this.#live = null;
    live?.abort.abort();
  }

  async #read(command: string): Promise<StatementNode[] | undefined> {
    try {
      const { statements } = sendStarts(this.#parts.library.parse(command));
      return sendOutput(command, statements, this.#output);
    } catch (error) {
      const { message } = error as Error;
      const told = message.replace(/^Parse error at (\d+):\d+: /, 'line $1: ');
      await this.#parts.complain(`bash: ${told}\n`);
      return undefined;
    }
  }

  #start(state: ShellState, statements: StatementNode[], settle: (end: ShellEnd) => void): void {
    const { library, options } = this.#parts;
    const script: ScriptNode = { type: 'Script', statements: [] };
    const abort = new AbortController();
    const bash = new library.Bash({
      ...options,
      cwd: state.cwd,
      env: state.env,
      executionLimits: EXECUTION_LIMITS,
      // This process is closed from outside; what the library would patch is gone from it already.
      defenseInDepth: false,
    });
    const live: LiveShell = { script, bash, abort, forgotten: 0, state, wake: null, settle };
    this.#live = live;
    this.#add(live, statements);
    bash.registerCommand(this.#nextCommand(live));
    let given = false;
    bash.registerTransformPlugin({
      name: 'runs',
      transform: ({ ast }) => {
        // The first is ours; the others are of commands that run scripts, such as xargs.
        if (given) return { ast: sendStarts(ast) };
        given = true;
        return { ast: script };
      },
    });
    bash.exec(':', { signal: abort.signal, rawScript: true }).then(
      ({ exitCode, stderr }) => this.#ended(live, exitCode, stderr),
      (error: Error) => this.#ended(live, 1, `bash: ${error.message}\n`),
    );
  }

  /** The shell's script is at its end: by `exit`, by `set -e`, by an error that no shell survives. */
  async #ended(live: LiveShell, exitCode: number, stderr: string): Promise<void> {
    if (this.#live === live) this.#live = null;
    // Of a run that was stopped, the host tells why.
    if (stderr !== '' && !live.abort.signal.aborted) await this.#parts.complain(stderr);
    // The next shell begins where this one's last whole run ended.
    settle(live, exitCode);
  }

  #add(live: LiveShell, statements: readonly StatementNode[]): void {
    const done = live.script.statements;
    done.fill(this.#nothing, live.forgotten);
    live.forgotten = done.length;
    for (const one of [...this.#begin, ...statements, ...this.#waitForNext]) done.push(one);
  }

  #nextCommand(live: LiveShell): Command {
    return this.#parts.library.defineCommand(NEXT_COMMAND, async ([argument], context) => {
      if (argument === BEGIN) {
        for (const fd of STANDARD_STREAMS) context.fileDescriptors?.delete(fd);
      } else {
        live.state = { cwd: context.cwd, env: { ...context.exportedEnv } };
        const waited = new Promise<void>((resolve) => {
          live.wake = resolve;
        });
        settle(live, Number(argument));
        await waited;
        live.wake = null;
      }
      return { stdout: '', stderr: '', exitCode: 0 };
    });
  }
}

function settle(live: LiveShell, exitCode: number): void {
  const { settle: end, state } = live;
  live.settle = null;
  end?.({ exitCode, state });
}
