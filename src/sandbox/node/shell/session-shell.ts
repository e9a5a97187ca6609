import { type GivenLimits, type Limits, resolveLimits } from '../../../protocol/limits.ts';
import { refuseFixedLimits } from '../fixed-limits.ts';
import { chooseLauncher, type LauncherChoice } from '../launcher.ts';
import { runtimeFiles } from '../runtime-files.ts';
import type { Sandbox } from '../sandbox.ts';
import { SandboxDied } from '../sandbox-end.ts';
import type { ShellState } from './messages.ts';
import { ShellProcess } from './shell-process.ts';
import { cancelledShellResult, type ShellResult } from './shell-result.ts';
import type { ShellRoads } from './shell-roads.ts';
import { ShellRun } from './shell-run.ts';

/** How a shell begins: as Python's own variables are, and where commands are looked for. */
const FIRST_STATE: ShellState = {
  cwd: '/workspace',
  env: {
    HOME: '/workspace',
    LANG: 'C.UTF-8',
    PATH: '/usr/bin:/bin',
    TZ: 'UTC',
    USER: 'user',
  },
};

export interface ShellOptions {
  /** Limits of this run; the session's stand where it says nothing, and for memory and disk. */
  limits?: GivenLimits | undefined;
  signal?: AbortSignal | undefined;
  /** Called with output as commands write it. */
  onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
}

export interface SessionShellOptions extends ShellRoads {
  sandbox: Sandbox;
  /** The session's. */
  limits: Limits;
  launcher?: LauncherChoice | undefined;
}

/** The shell of a session, over the files of its Python. Its process starts with the first run. */
export class SessionShell {
  readonly #options: SessionShellOptions;
  #state: ShellState = FIRST_STATE;
  #starting: Promise<ShellProcess> | undefined;
  readonly #closing = new AbortController();

  constructor(options: SessionShellOptions) {
    this.#options = options;
  }

  /**
   * Runs a command line; a second one, and a program of `runPtc`, wait for it. Resolves whatever comes
   * of it; rejects when the session is gone or the shell cannot be started.
   */
  async run(command: string, options: ShellOptions = {}): Promise<ShellResult> {
    if (typeof command !== 'string') throw new TypeError('run needs a command line: a string');
    const { sandbox, limits: ofSession, pip, fetch } = this.#options;
    refuseFixedLimits(options.limits, ofSession, 'session');
    const { signal, onOutput } = options;
    const limits = resolveLimits(options.limits, ofSession);
    return await sandbox.takeTurn(signal, cancelledShellResult, async () => {
      const process = await this.#process();
      const parts = { sandbox, process, state: this.#state, pip, fetch };
      const { result, state } = await new ShellRun(parts, {
        command,
        limits,
        signal,
        onOutput,
      }).run();
      this.#state = state;
      return result;
    });
  }

  /** Ends the shell's process at once, whatever runs in it. Bounded; may be called twice. */
  async close(): Promise<void> {
    this.#closing.abort(new SandboxDied({ reason: 'closed', detail: '' }));
    const process = await this.#starting?.catch(() => undefined);
    await process?.kill('closed');
  }

  async #process(): Promise<ShellProcess> {
    const live = await this.#starting?.catch(() => undefined);
    if (live !== undefined && live.end === null) return live;
    const { launcher = 'auto', fetch } = this.#options;
    const chosen = chooseLauncher(launcher, runtimeFiles());
    this.#starting = ShellProcess.start(chosen, fetch !== undefined, this.#closing.signal);
    return await this.#starting;
  }
}
