import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CommandError, pathFault } from '../command-error.ts';
import { decodeProgram } from './decode-program.ts';

/** A program to run, and the name that its tracebacks and its title show. */
export interface Program {
  code: string;
  filename: string;
}

/** Reads the program from a file, from standard input (`-`) or from the text given by `-c`. */
export async function readProgram(
  file: string | undefined,
  code: string | undefined,
): Promise<Program> {
  if (code !== undefined && file !== undefined) {
    throw new CommandError(`-c and ${file} are two programs; give one of them`);
  }
  if (code !== undefined) return { code, filename: 'command.py' };
  if (file === '-') {
    return {
      code: decodeProgram(await buffer(process.stdin), 'standard input'),
      filename: 'stdin.py',
    };
  }
  if (file === undefined) {
    throw new CommandError(
      'no program is named; give a file before --tools, - for standard input, or -c CODE',
    );
  }
  return { code: decodeProgram(await readNamed(file), file), filename: basename(file) };
}

async function readNamed(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const fault = pathFault(cause) ?? `could not be read: ${(cause as Error).message}`;
    throw new CommandError(`${file} ${fault}`, { cause });
  }
}
