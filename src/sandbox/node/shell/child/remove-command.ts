import type { Command, ExecResult } from 'just-bash';
import type { ShellLibrary } from './library.ts';
import type { SessionFiles } from './session-files.ts';

interface Options {
  recursive: boolean;
  force: boolean;
  verbose: boolean;
  emptyFolders: boolean;
  preserveRoot: boolean;
  paths: string[];
}

const LONG: Record<string, keyof Omit<Options, 'paths'>> = {
  '--recursive': 'recursive',
  '--force': 'force',
  '--verbose': 'verbose',
  '--dir': 'emptyFolders',
};
const SHORT: Record<string, keyof Omit<Options, 'paths'>> = {
  r: 'recursive',
  R: 'recursive',
  f: 'force',
  v: 'verbose',
  d: 'emptyFolders',
};

/** `rm`: the library's follows links, so that it leaves those that lead nowhere or to a folder. */
export function removeCommand(library: ShellLibrary, files: SessionFiles): Command {
  return library.defineCommand('rm', async (args, { cwd }) => {
    const options = readOptions(args);
    if (typeof options === 'string') return { stdout: '', stderr: options, exitCode: 1 };
    if (options.paths.length === 0) {
      const stderr = options.force ? '' : 'rm: missing operand\n';
      return { stdout: '', stderr, exitCode: options.force ? 0 : 1 };
    }
    const result: ExecResult = { stdout: '', stderr: '', exitCode: 0 };
    for (const path of options.paths) {
      const fault = await remove(files, files.resolvePath(cwd, path), path, options);
      if (fault !== undefined) {
        result.stderr += `rm: ${fault}\n`;
        result.exitCode = 1;
      } else if (options.verbose) result.stdout += `removed '${path}'\n`;
    }
    return result;
  });
}

/** Removes what a path names; gives what is wrong with that. */
async function remove(
  files: SessionFiles,
  path: string,
  given: string,
  { recursive, force, emptyFolders, preserveRoot }: Options,
): Promise<string | undefined> {
  if (/(^|\/)\.\.?\/*$/.test(given)) return `refusing to remove '.' or '..': skipping '${given}'`;
  if (path === '/' && recursive && preserveRoot) {
    return "it is dangerous to operate recursively on '/'";
  }
  try {
    const { isDirectory } = await files.lstat(path);
    if (isDirectory && !recursive && !emptyFolders) {
      return `cannot remove '${given}': Is a directory`;
    }
    await files.rm(path, { recursive });
    return undefined;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (force && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    return `cannot remove '${given}': ${TEXTS[code ?? ''] ?? message}`;
  }
}

const TEXTS: Record<string, string> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
};

function readOptions(args: readonly string[]): Options | string {
  const options: Options = {
    recursive: false,
    force: false,
    verbose: false,
    emptyFolders: false,
    preserveRoot: true,
    paths: [],
  };
  for (const [index, word] of args.entries()) {
    if (word === '--') {
      options.paths.push(...args.slice(index + 1));
      break;
    }
    const long = Object.hasOwn(LONG, word) ? LONG[word] : undefined;
    if (long !== undefined) options[long] = true;
    else if (word === '--no-preserve-root') options.preserveRoot = false;
    else if (word === '--preserve-root' || /^-[iI]$|^--interactive/.test(word)) continue;
    else if (word.startsWith('-') && word.length > 1) {
      for (const letter of word.slice(1)) {
        const short = Object.hasOwn(SHORT, letter) ? SHORT[letter] : undefined;
        if (short !== undefined) options[short] = true;
        else if (letter !== 'i' && letter !== 'I') return `rm: invalid option -- '${letter}'\n`;
      }
    } else options.paths.push(word);
  }
  return options;
}
