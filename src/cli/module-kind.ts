import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { CausewayError } from '../protocol/error-codes.ts';

/** A statement that only an ES module has, at the beginning of a line. */
const moduleStatement =
  /^[ \t]*(?:import\s*(?:[\w$]+[\s,]|[{*'"])|export\s*(?:[{*]|(?:default|const|let|var|class|function|async|type|interface)\b))/m;

/** What only a CommonJS module has. */
const commonJs = /\brequire\s*\(|\bmodule\.exports\b|^[ \t]*exports\./m;

/** The form that Node gives a file of this name, whatever its package says. */
const moduleExtensions: Readonly<Record<string, string>> = { '.ts': '.mts', '.js': '.mjs' };

/**
 * Refuses an ES module that its package makes Node read as CommonJS. Node would warn twice and then
 * speak of the syntax.
 *
 * @throws CausewayError `module_load_failed`.
 */
export async function refuseModuleReadAsCommonJs(path: string, file: string): Promise<void> {
  const better = moduleExtensions[extname(file)];
  if (better === undefined) return;
  const manifest = await nearestManifest(dirname(file));
  if (manifest?.type !== 'commonjs') return;
  const source = await readFile(file, 'utf8').catch(() => '');
  if (!moduleStatement.test(source) || commonJs.test(source)) return;
  throw new CausewayError(
    'module_load_failed',
    `Tools module ${path} is an ES module, but ${manifest.path} says "type": "commonjs"; name it ` +
      `${better}, or put "type": "module" into package.json`,
  );
}

async function nearestManifest(folder: string): Promise<{ path: string; type: unknown } | null> {
  const path = join(folder, 'package.json');
  try {
    const manifest = JSON.parse(await readFile(path, 'utf8')) as { type?: unknown } | null;
    return { path, type: manifest?.type };
  } catch (error) {
    // One that is there and cannot be read is Node's to complain of.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return null;
  }
  const parent = dirname(folder);
  return parent === folder ? null : nearestManifest(parent);
}
