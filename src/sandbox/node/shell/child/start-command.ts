import { posix } from 'node:path';
import type { Command, ExecResult } from 'just-bash';
import type { ShellLibrary } from './library.ts';
import type { PythonCommands } from './python-command.ts';
import type { SessionFiles } from './session-files.ts';
import { START_COMMAND } from './started-files.ts';

type Context = Parameters<Command['execute']>[1];

const NOT_FOUND = 127;
const CANNOT_START = 126;
const EXECUTABLE = 0o111;

export interface StartParts {
  library: ShellLibrary;
  files: SessionFiles;
  python: PythonCommands;
  /** Whether the shell has a command of that name. */
  hasCommand(name: string): boolean;
}

/** Starts a file by what its first line asks for, as the system does for a shell. */
export function startCommand(parts: StartParts): Command {
  return parts.library.defineCommand(START_COMMAND, ([path = '', ...args], context) =>
    start(parts, path, args, context),
  );
}

/** The command by whose name a file is started. */
export function programCommand(parts: StartParts, path: string): Command {
  return parts.library.defineCommand(posix.basename(path), (args, context) =>
    start(parts, path, args, context),
  );
}

async function start(
  parts: StartParts,
  path: string,
  args: string[],
  context: Context,
): Promise<ExecResult> {
  const fault = await faultOf(parts, path, context.cwd);
  if (fault !== undefined) return fault;
  const text = await parts.files.readFile(parts.files.resolvePath(context.cwd, path));
  const { program, name, options } = interpreterOf(text);
  if (name === 'python3') {
    return parts.python.run(parts.files, [...options, path, ...args], context);
  }
  if (!parts.hasCommand(name)) {
    return refused(`${path}: ${program}: bad interpreter: No such file or directory`, CANNOT_START);
  }
  return runCommand(parts, `/usr/bin/${name}`, [...options, path, ...args], context);
}

async function faultOf(
  { files }: StartParts,
  path: string,
  cwd: string,
): Promise<ExecResult | undefined> {
  try {
    const { isDirectory, mode } = await files.stat(files.resolvePath(cwd, path));
    if (isDirectory) return refused(`${path}: Is a directory`, CANNOT_START);
    if ((mode & EXECUTABLE) === 0) return refused(`${path}: Permission denied`, CANNOT_START);
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOTDIR') return refused(`${path}: Not a directory`, CANNOT_START);
    if (code === 'EACCES') return refused(`${path}: Permission denied`, CANNOT_START);
    return refused(`${path}: No such file or directory`, NOT_FOUND);
  }
}

/** Reads `#!`; a file without it is a script of the shell. */
function interpreterOf(text: string): { program: string; name: string; options: string[] } {
  const [, line = '/bin/bash'] = /^#!([^\n]*)/.exec(text) ?? [];
  const words = line.trim().split(/\s+/);
  if (posix.basename(words[0] ?? '') === 'env') {
    words.shift();
    if (words[0] === '-S') words.shift();
  }
  const [program = '', ...options] = words;
  const name = posix
    .basename(program)
    .replace(/^python(3(\.\d+)?)?$/, 'python3')
    .replace(/^(da|k|z)sh$/, 'bash');
  return { program, name, options };
}

async function runCommand(
  { library }: StartParts,
  command: string,
  args: string[],
  context: Context,
): Promise<ExecResult> {
  const { cwd, exportedEnv = {}, signal, stdin } = context;
  const result = await context.exec?.(command, {
    cwd,
    env: { ...exportedEnv },
    replaceEnv: true,
    args,
    stdin: library.latin1FromBytes(stdin),
    stdinKind: 'bytes',
    ...(signal && { signal }),
  });
  return result ?? refused('a file cannot be started from here', CANNOT_START);
}

function refused(message: string, exitCode: number): ExecResult {
  return { stdout: '', stderr: `bash: ${message}\n`, exitCode };
}
