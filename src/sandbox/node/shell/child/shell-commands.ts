import type { CommandName } from 'just-bash';
import type { ShellLibrary } from './library.ts';

/** Commands of the library that need threads and files of the machine, which this process has not. */
const LEFT_OUT: readonly string[] = ['sqlite3'];

/** The library's commands that a session has, those for the network apart. */
export function offeredCommands(library: ShellLibrary): CommandName[] {
  return library.getCommandNames().filter((name) => !LEFT_OUT.includes(name)) as CommandName[];
}
