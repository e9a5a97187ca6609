import type { Command, ExecResult } from 'just-bash';
import { PIPE_BYTES } from '../messages.ts';
import type { DeviceFiles } from './device-files.ts';
import { HostError, type HostLink } from './host-link.ts';
import type { ShellLibrary } from './library.ts';
import { PIP_NAMES, runPip } from './pip-command.ts';
import { readPythonArguments } from './python-arguments.ts';
import type { SessionFiles } from './session-files.ts';

const PYTHON_NAMES: readonly string[] = ['python3', 'python'];

type Context = Parameters<Command['execute']>[1];

/** `python3`, `python`, `pip` and `pip3`: the session's own interpreter, asked for through the host. */
export class PythonCommands {
  readonly names: readonly string[] = [...PYTHON_NAMES, ...PIP_NAMES];
  readonly #library: ShellLibrary;
  readonly #link: HostLink;
  readonly #devices: DeviceFiles;
  #running = 0;
  #whenIdle: (() => void) | null = null;

  constructor(library: ShellLibrary, link: HostLink, devices: DeviceFiles) {
    this.#library = library;
    this.#link = link;
    this.#devices = devices;
  }

  commands(files: SessionFiles): Command[] {
    const { defineCommand } = this.#library;
    return [
      ...PYTHON_NAMES.map((name) =>
        defineCommand(name, (args, context) => this.run(files, args, context)),
      ),
      ...PIP_NAMES.map((name) =>
        defineCommand(name, (args, { cwd, exportedEnv = {} }) =>
          runPip(this.#link, args, cwd, exportedEnv),
        ),
      ),
    ];
  }

  /** Calls back when no program runs: at once, or when what the last one wrote has been handed on. */
  whenIdle(callback: () => void): void {
    if (this.#running === 0) callback();
    else this.#whenIdle = callback;
  }

  /** Does what `python3` with these arguments does. */
  async run(files: SessionFiles, args: string[], context: Context): Promise<ExecResult> {
    this.#running += 1;
    try {
      return await this.#invoke(files, args, context);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#tellIdle();
    }
  }

  #tellIdle(): void {
    const callback = this.#whenIdle;
    this.#whenIdle = null;
    // The shell gets the program's output first.
    if (callback !== null) setImmediate(callback);
  }

  async #invoke(files: SessionFiles, args: string[], context: Context): Promise<ExecResult> {
    const { cwd, exportedEnv = {}, signal } = context;
    const read = readPythonArguments(args);
    if ('stdout' in read) return { stdout: read.stdout, stderr: '', exitCode: 0 };
    if ('stderr' in read) return failed(read.stderr, 2);
    const { kind, target, argv } = read.invocation;
    if (kind === 'module' && target === 'pip') {
      return runPip(this.#link, argv.slice(1), cwd, exportedEnv);
    }
    const input = Buffer.from(this.#library.latin1FromBytes(context.stdin), 'latin1');
    if (input.length > PIPE_BYTES) {
      return failed(`python3: its input is larger than the ${PIPE_BYTES} bytes of a pipe\n`, 1);
    }
    const env = Object.entries(exportedEnv).filter(
      ([name]) => !read.ignoreEnvironment || !name.startsWith('PYTHON'),
    );
    const lent = await lendSubstitutions(files, this.#devices, [target, ...argv]);
    const given = (word: string): string => lent.get(word) ?? word;
    const invocation = {
      ...read.invocation,
      target: given(target),
      argv: argv.map(given),
      cwd,
      env: Object.fromEntries(env),
    };
    try {
      const { facts, bytes } = await this.#link.ask({ kind: 'python', invocation }, input, signal);
      return this.#result(Number(facts.exitCode), bytes, Number(facts.stdoutBytes));
    } catch (error) {
      if (error instanceof HostError) return failed(`python3: ${error.message}\n`, 1);
      throw error;
    } finally {
      await takeBack(files, this.#devices, lent);
    }
  }

  #result(exitCode: number, bytes: Uint8Array, stdoutBytes: number): ExecResult {
    const { bytesOutput, unsafeBytesFromLatin1 } = this.#library;
    const stdout = Buffer.from(bytes.subarray(0, stdoutBytes)).toString('latin1');
    const stderr = new TextDecoder().decode(bytes.subarray(stdoutBytes));
    return { ...bytesOutput(unsafeBytesFromLatin1(stdout)), stderr, exitCode };
  }
}

function failed(stderr: string, exitCode: number): ExecResult {
  return { stdout: '', stderr, exitCode };
}

/** Python cannot see the shell's `/dev/fd`: gives it files in place of process substitutions. */
async function lendSubstitutions(
  files: SessionFiles,
  devices: DeviceFiles,
  words: readonly string[],
): Promise<Map<string, string>> {
  const lent = new Map<string, string>();
  for (const path of new Set(words)) {
    const content = devices.substitution(path);
    if (content === undefined) continue;
    const name = `/tmp/.substitution-${path.slice('/dev/fd/'.length)}`;
    await files.writeFile(name, content);
    lent.set(path, name);
  }
  return lent;
}

async function takeBack(
  files: SessionFiles,
  devices: DeviceFiles,
  lent: Map<string, string>,
): Promise<void> {
  for (const [path, name] of lent) {
    try {
      await devices.write(path, await files.readFileBuffer(name), false);
      await files.rm(name);
    } catch {
      // The program removed it, or the run was stopped.
    }
  }
}
