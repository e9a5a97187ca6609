import type { ScriptInvocation } from '../../../common/guest-messages.ts';

type Parsed = Pick<
  ScriptInvocation,
  'kind' | 'target' | 'argv' | 'isolated' | 'optimize' | 'warnings'
>;

export type PythonArguments =
  | { invocation: Parsed; ignoreEnvironment: boolean }
  /** Nothing is run: only this is said. */
  | { stdout: string }
  | { stderr: string };

const USAGE = 'usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\n';
const HELP =
  USAGE +
  `Options:
-c cmd : program passed in as string (terminates option list)
-E     : ignore PYTHON* environment variables
-h     : print this help message and exit
-I     : isolate Python from the user's environment
-m mod : run library module as a script (terminates option list)
-O     : remove assert and __debug__-dependent statements; -OO docstrings too
-V     : print the Python version number and exit
-W arg : warning control
file   : program read from script file
-      : program read from stdin
-b, -B, -d, -i, -q, -s, -S, -u, -v, -x, -X opt are accepted and change nothing here
`;

/** Options that make no difference where everything is unbuffered and nothing is written beside it. */
const WITHOUT_EFFECT = 'bBdiPqsSuvx';

/** Asks the interpreter itself, which is the one to know. */
const TELL_VERSION = "import sys; print('Python', sys.version.split()[0])";

/** Reads the arguments of the `python3` command. */
export function readPythonArguments(args: readonly string[]): PythonArguments {
  const options = {
    isolated: false,
    ignoreEnvironment: false,
    optimize: 0,
    warnings: [] as string[],
  };
  const invoke = (kind: Parsed['kind'], target: string, argv: string[]): PythonArguments => {
    const { isolated, ignoreEnvironment, warnings } = options;
    const optimize = Math.min(options.optimize, 2) as 0 | 1 | 2;
    return { invocation: { kind, target, argv, isolated, optimize, warnings }, ignoreEnvironment };
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const rest = args.slice(at + 1);
    if (word === '-') return invoke('stdin', '', ['-', ...rest]);
    if (!word.startsWith('-')) return startOfFile(word, rest, invoke);
    if (word === '--') {
      const [file, ...more] = rest;
      return file === undefined ? invoke('stdin', '', ['']) : startOfFile(file, more, invoke);
    }
    if (word === '--help') return { stdout: HELP };
    if (word === '--version') return invoke('command', TELL_VERSION, ['-c']);
    for (let index = 1; index < word.length; index += 1) {
      const letter = word.charAt(index);
      if ('cmWX'.includes(letter)) {
        const inWord = word.slice(index + 1);
        const value = inWord !== '' ? inWord : rest.shift();
        if (value === undefined) {
          return { stderr: `Argument expected for the -${letter} option\n${USAGE}` };
        }
        if (letter === 'c') return invoke('command', value, ['-c', ...rest]);
        if (letter === 'm') return invoke('module', value, ['-m', ...rest]);
        if (letter === 'W') options.warnings.push(value);
        if (inWord === '') at += 1;
        break;
      }
      if (letter === 'h' || letter === '?') return { stdout: HELP };
      if (letter === 'V') return invoke('command', TELL_VERSION, ['-c']);
      if (letter === 'O') options.optimize += 1;
      else if (letter === 'E') options.ignoreEnvironment = true;
      else if (letter === 'I') options.isolated = options.ignoreEnvironment = true;
      else if (!WITHOUT_EFFECT.includes(letter)) {
        return {
          stderr: `unknown option -${letter}\n${USAGE}Try \`python3 -h' for more information.\n`,
        };
      }
    }
  }
  return invoke('stdin', '', ['']);
}

function startOfFile(
  file: string,
  rest: readonly string[],
  invoke: (kind: Parsed['kind'], target: string, argv: string[]) => PythonArguments,
): PythonArguments {
  // The session's own device of that name is not the pipe's.
  const kind = file === '/dev/stdin' ? 'stdin' : 'file';
  return invoke(kind, kind === 'stdin' ? '' : file, [file, ...rest]);
}
