import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CausewayError } from '../protocol/error-codes.ts';
import { toolsFromModule } from '../tools/module.ts';
import type { Tool } from '../tools/tool.ts';
import { refuseModuleReadAsCommonJs } from './module-kind.ts';

const extensions = ['.ts', '.mts', '.js', '.mjs', '.cts', '.cjs'];

/** Longest time a module may take to load, in milliseconds. */
const LOAD_MS = 30_000;

/**
 * Loads a tools module: JavaScript, or TypeScript whose types Node can strip.
 *
 * @param path Absolute, or relative to `cwd`.
 * @throws CausewayError with one line that names the file and the fix: `module_not_found`,
 * `module_load_failed` or `module_without_tools`.
 */
export async function loadToolsModule(path: string, cwd: string = process.cwd()): Promise<Tool[]> {
  const file = resolve(cwd, path);
  await checkFile(path, file);
  await refuseModuleReadAsCommonJs(path, file);
  const exports = await importModule(path, file);
  return toolsFromModule(exports, path);
}

async function checkFile(path: string, file: string): Promise<void> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    const fix = cause.code === 'ENOENT' ? `check the path (it is taken as ${file})` : cause.message;
    throw new CausewayError('module_not_found', `Tools module ${path} cannot be found; ${fix}`, {
      cause,
    });
  });
  if (!found.isFile()) {
    const kind = found.isDirectory() ? 'a folder' : 'no regular file';
    throw new CausewayError('module_not_found', `Tools module ${path} is ${kind}; name a file`);
  }
  if (!extensions.includes(extname(file))) {
    throw new CausewayError(
      'module_load_failed',
      `Tools module ${path} is no TypeScript or JavaScript file; its name must end in ` +
        `${extensions.slice(0, -1).join(', ')} or ${extensions.at(-1)}`,
    );
  }
}

async function importModule(path: string, file: string): Promise<Record<string, unknown>> {
  let timer: NodeJS.Timeout | undefined;
  // A module that awaits for ever would otherwise end the process without a word.
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const told = `Tools module ${path} is still loading after ${LOAD_MS / 1000} s`;
      const fix = 'look for a top-level await that never ends';
      reject(new CausewayError('module_load_failed', `${told}; ${fix}`));
    }, LOAD_MS);
  });
  try {
    return await Promise.race([import(pathToFileURL(file).href), tooLong]);
  } catch (cause) {
    if (cause instanceof CausewayError && cause.code === 'module_load_failed') throw cause;
    throw new CausewayError('module_load_failed', tellLoadFailure(path, file, cause), { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** One line for anything a module can fail with: what, where in the file, and the fix. */
function tellLoadFailure(path: string, file: string, cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code;
  const message = firstLine(cause instanceof Error ? cause.message : String(cause));
  const where = `Tools module ${path}`;
  switch (code) {
    case 'ERR_MODULE_NOT_FOUND': {
      const missing = /Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1] ?? 'a module';
      const fix = /^(?:\.|\/|file:)/.test(missing) ? 'check the import' : 'install it';
      return `${where} imports ${missing}, which is not there; ${fix}`;
    }
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return `${where} is TypeScript, which this Node does not run; use Node 22.18 or newer`;
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return `${where} uses TypeScript that cannot be stripped (${message}); write it without enum, namespace and parameter properties, or compile it first`;
    case 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING':
      return `${where} imports TypeScript from node_modules; import a compiled package`;
  }
  const name = cause instanceof Error ? cause.name : undefined;
  const line = lineIn(file, cause);
  const place = line === undefined ? where : `${where}, line ${line},`;
  const told = name === undefined || name === 'CausewayError' ? message : `${name}: ${message}`;
  const fix = name === 'SyntaxError' ? syntaxFix(message) : 'correct it, then run again';
  return `${place} failed while loading: ${told}; ${fix}`;
}

/** Node tells of names and of kinds of modules as of syntax. */
function syntaxFix(message: string): string {
  if (/does not provide an export named/.test(message)) {
    return 'correct the name, or export it there';
  }
  if (/^Named export '.*' not found/.test(message)) {
    return 'import the default of that module and take the name from it';
  }
  if (/Cannot use import statement outside a module|Unexpected token 'export'/.test(message)) {
    return 'it is an ES module in a package that says otherwise: name it .mts or .mjs, or put "type": "module" into package.json';
  }
  return 'correct its syntax';
}

/** The line of the module that an error's stack points at first. */
function lineIn(file: string, cause: unknown): string | undefined {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  for (const name of [pathToFileURL(file).href, file]) {
    const at = stack.indexOf(`${name}:`);
    const line = at < 0 ? undefined : /^\d+/.exec(stack.slice(at + name.length + 1))?.[0];
    if (line !== undefined) return line;
  }
  return undefined;
}

function firstLine(message: string): string {
  const line = message.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > 300 ? `${line.slice(0, 300)}…` : line || 'no message';
}
