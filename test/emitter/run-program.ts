import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../house/source-files.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from '../house/system-requirements.ts';

export interface ProgramEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const fixtures = join(import.meta.dirname, 'fixtures');
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(CAUSEWAY_|ATHENA_|NODE_OPTIONS)/.test(name)),
);

/** Runs a program of the fixtures with Node to its end. */
export function runNode(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ProgramEnd> {
  return run([process.execPath, join(fixtures, program), ...args], env);
}

/** Runs Python code, or a program of the fixtures, to its end; the emitter can be imported. */
export function runPython(
  program: { file: string } | { code: string },
  args: readonly string[] = [],
  env: Record<string, string> = {},
  python: readonly string[] = findOnSystem(SYSTEM_REQUIREMENTS.python3),
): Promise<ProgramEnd> {
  const what = 'file' in program ? [join(fixtures, program.file)] : ['-c', program.code];
  const path = { PYTHONPATH: join(root, 'python/src'), PYTHONDONTWRITEBYTECODE: '1' };
  return run([...python, '-W', 'error', ...what, ...args], { ...path, ...env });
}

function run(command: readonly string[], env: Record<string, string>): Promise<ProgramEnd> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
