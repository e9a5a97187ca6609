import type { BashOptions, CustomCommand } from 'just-bash';
import type { ShellEnd, ShellOrder, ShellState } from '../messages.ts';
import { OUTPUT_PATH } from './device-files.ts';
import type { ShellLibrary } from './library.ts';
import { sendOutput } from './live-output.ts';
import { EXECUTION_LIMITS } from './shell-limits.ts';
import { sendStarts } from './started-files.ts';
import type { GroupNode, ScriptNode, StatementNode } from './syntax.ts';

/** The command by which the shell asks for its next command line. Nobody else has a use for it. */
export const NEXT_COMMAND = '__causeway_next';
/** Exit status of a command line that cannot be read, as bash has it. */
const SYNTAX_ERROR = 2;

interface Underway {
  order: ShellOrder;
  settle(end: ShellEnd): void;
}

interface LiveShell {
  script: ScriptNode;
  abort: AbortController;
  /** How many of the script's statements have been done and forgotten. */
  forgotten: number;
  state: ShellState;
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
  readonly #resetOptions: StatementNode[];
  readonly #nothing: StatementNode;
  #live: LiveShell | null = null;
  #underway: Underway | null = null;
  #wake: (() => void) | null = null;

  constructor(parts: ShellParts) {
    this.#parts = parts;
    const parse = (text: string): StatementNode[] => parts.library.parse(text).statements;
    const [sample] = parse(`{ :; } >${OUTPUT_PATH.stdout} 2>${OUTPUT_PATH.stderr}`);
    const group = sample?.pipelines[0]?.commands[0] as GroupNode;
    this.#output = group.redirections;
    const quietly = '>/dev/null 2>&1';
    this.#waitForNext = parse(`{ /usr/bin/${NEXT_COMMAND} $?; } ${quietly}`);
    // Options of one command line would make the next one fail for no reason that can be seen.
    this.#resetOptions = parse(`{ set +aefnuvxC; set +o pipefail; } ${quietly}`);
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
      this.#underway = { order, settle };
      if (this.#live === null) this.#start(order.state, statements);
      else this.#add(this.#live, statements);
      this.#wake?.();
    });
  }

  /** Ends the shell and with it the run under way. */
  stop(): void {
    this.#live?.abort.abort();
  }

  async #read(command: string): Promise<StatementNode[] | undefined> {
    try {
      return sendStarts(this.#parts.library.parse(command)).statements;
    } catch (error) {
      const { message } = error as Error;
      const told = message.replace(/^Parse error at (\d+):\d+: /, 'line $1: ');
      await this.#parts.complain(`bash: ${told}\n`);
      return undefined;
    }
  }

  #start(state: ShellState, statements: StatementNode[]): void {
    const { library, options } = this.#parts;
    const bash = new library.Bash({
      ...options,
      cwd: state.cwd,
      env: state.env,
      customCommands: [...(options.customCommands ?? []), this.#nextCommand()],
      executionLimits: EXECUTION_LIMITS,
      // This process is closed from outside; what the library would patch is gone from it already.
      defenseInDepth: false,
    });
    const abort = new AbortController();
    const script: ScriptNode = { type: 'Script', statements: [] };
    const live: LiveShell = { script, abort, forgotten: 0, state };
    this.#live = live;
    this.#add(live, statements);
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
    this.#live = null;
    this.#wake = null;
    if (stderr !== '') await this.#parts.complain(stderr);
    // The next shell begins where this one's last whole run ended.
    this.#settle({ exitCode, state: live.state });
  }

  #add(live: LiveShell, statements: readonly StatementNode[]): void {
    const done = live.script.statements;
    done.fill(this.#nothing, live.forgotten);
    live.forgotten = done.length;
    const sent = sendOutput(statements, this.#output);
    for (const one of [...this.#resetOptions, ...sent, ...this.#waitForNext]) done.push(one);
  }

  #settle(end: ShellEnd): void {
    const underway = this.#underway;
    this.#underway = null;
    underway?.settle(end);
  }

  #nextCommand(): CustomCommand {
    return this.#parts.library.defineCommand(
      NEXT_COMMAND,
      async ([status], { cwd, exportedEnv }) => {
        const live = this.#live;
        if (live !== null) live.state = { cwd, env: { ...exportedEnv } };
        const waited = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#settle({ exitCode: Number(status), ...(live && { state: live.state }) });
        await waited;
        this.#wake = null;
        return { stdout: '', stderr: '', exitCode: 0 };
      },
    );
  }
}
