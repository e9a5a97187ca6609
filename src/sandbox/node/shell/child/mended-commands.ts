import type { Command, ExecResult } from 'just-bash';
import type { ShellLibrary } from './library.ts';

type Context = Parameters<Command['execute']>[1];

/** Commands of the library that need help here; each says what for. */
export function mendedCommands(library: ShellLibrary): Command[] {
  const { defineCommand } = library;
  return [
    defineCommand('xargs', (args, { origCommand }) => {
      if (origCommand === undefined) return Promise.resolve(notHere('xargs'));
      return origCommand(separated(args));
    }),
    defineCommand('env', async (args, context) => {
      const { origCommand, exportedEnv = {} } = context;
      const read = readEnv(args, exportedEnv);
      // An option that is not known, or that only shows help.
      if (read === undefined) return origCommand?.(args) ?? notHere('env');
      if (read.command.length > 0) return runWith(library, read, context);
      return shown(Object.entries({ ...read.base, ...Object.fromEntries(read.given) }));
    }),
    defineCommand('printenv', async (args, { origCommand, exportedEnv = {} }) => {
      if (args.length === 0) return shown(Object.entries(exportedEnv));
      return origCommand?.(args) ?? notHere('printenv');
    }),
  ];
}

/** The library shows variables that are not exported as well. */
function shown(variables: [string, string][]): ExecResult {
  const stdout = variables.map(([name, value]) => `${name}=${value}\n`).join('');
  return { stdout, stderr: '', exitCode: 0 };
}

function notHere(name: string): ExecResult {
  return { stdout: '', stderr: `bash: ${name}: command not found\n`, exitCode: 127 };
}

/** `xargs` reads `-n1` and `-I{}` only as two words. */
function separated(args: readonly string[]): string[] {
  const words: string[] = [];
  for (const [index, word] of args.entries()) {
    if (word === '--' || !word.startsWith('-')) return [...words, ...args.slice(index)];
    const [, option, value] = /^(-[IndLPs])(.+)$/.exec(word) ?? [];
    words.push(...(option !== undefined && value !== undefined ? [option, value] : [word]));
    // The value of an option may begin with anything; it ends the words that are looked at.
    if (/^-[IndLPs]$/.test(word))
      return [...words, args[index + 1] ?? '', ...separated(args.slice(index + 2))];
  }
  return words;
}

interface EnvArguments {
  base: Record<string, string>;
  given: [string, string][];
  command: string[];
}

/** Reads the arguments of `env`; undefined for options that are not known here. */
function readEnv(
  args: readonly string[],
  exported: Readonly<Record<string, string>>,
): EnvArguments | undefined {
  const base = new Map(Object.entries(exported));
  const given: [string, string][] = [];
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word) ?? [];
    if (name !== undefined) given.push([name, value]);
    else if (word === '-i' || word === '-' || word === '--ignore-environment') base.clear();
    else if (word === '-u') base.delete(words.shift() ?? '');
    else if (word.startsWith('--unset=')) base.delete(word.slice('--unset='.length));
    else if (word.startsWith('-') && word !== '--') return undefined;
    else
      return {
        base: Object.fromEntries(base),
        given,
        command: word === '--' ? words : [word, ...words],
      };
  }
  return { base: Object.fromEntries(base), given, command: [] };
}

/** The library's `env` does not export what it sets; as assignments before a command they are. */
async function runWith(
  library: ShellLibrary,
  { base, given, command }: EnvArguments,
  { exec, cwd, stdin, signal }: Context,
): Promise<ExecResult> {
  const assignments = given.map(([name, value]) => `${name}=${quoted(value)}`);
  const script = [...assignments, ...command.map(quoted)].join(' ');
  const result = await exec?.(script, {
    cwd,
    env: base,
    replaceEnv: true,
    stdin: library.latin1FromBytes(stdin),
    stdinKind: 'bytes',
    ...(signal && { signal }),
  });
  return result ?? notHere('env');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
