import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolveLimits } from '../../../../protocol/limits.ts';
import type { KnownLibrary } from '../../child/config.ts';
import { openImage } from '../../child/image-file.ts';
import type { Evaluation } from '../../evaluation.ts';
import { packChanges } from '../../file-changes.ts';
import type { Launcher } from '../../launcher.ts';
import { SandboxRun } from '../../run-in-sandbox.ts';
import type { RuntimeFiles } from '../../runtime-files.ts';
import { describeSandboxEnd, SandboxDied } from '../../sandbox-end.ts';
import { SandboxProcess } from '../../sandbox-process.ts';
import { PackageError } from '../package-error.ts';
import type { InstalledFile } from '../wheel/wheel-layout.ts';

export interface BakeOptions {
  runtime: RuntimeFiles;
  /** Descriptor of the image to begin with. */
  image: number;
  launcher: Launcher;
  /** Where packages lie in a session. */
  sitePackages: string;
  /** Everything the packages consist of, by absolute path. */
  files: PackageFiles;
}

export type PackageFiles = ReadonlyMap<string, InstalledFile>;

/** Room for the files of a set. */
export const BAKE_DISK_BYTES: number = 2 ** 30;

/** Packages are larger and slower to import than programs; this is for all of a set together. */
const LIMITS = resolveLimits({
  wallClockMs: 600_000,
  memoryBytes: 2 ** 30,
  diskBytes: BAKE_DISK_BYTES,
});
const RESIDENT_BYTES = 4 * 2 ** 30;
/** What an image has beside its memory and the files of the packages. */
const REST_BYTES = 64 * 2 ** 20;
/** Longest wait for an image that is done; it takes seconds on a slow disk. */
const IMAGE_MS = 120_000;

const EXTENSION = /^([^.]+)\.(?:[^/]+\.)?so$/;
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/**
 * Makes an image in which the packages are there and imported, and writes it to `target`, which must
 * not exist. Their code runs as any program does: in a sandbox process of its own, behind the locked
 * gate. What is more there: Python may load those dynamic libraries that are among the files.
 */
export async function bakeImage(options: BakeOptions, target: string): Promise<void> {
  const { runtime, image, launcher, files, sitePackages } = options;
  const libraries = [...files].filter(([path]) => path.endsWith('.so')).map(describeLibrary);
  const output = openSync(target, 'wx+', 0o600);
  let process: SandboxProcess | undefined;
  try {
    process = await SandboxProcess.start({
      files: runtime,
      image,
      launcher,
      config: {
        memoryBytes: LIMITS.memoryBytes,
        diskBytes: LIMITS.diskBytes,
        residentBytes: RESIDENT_BYTES,
        libraries,
      },
      limits: LIMITS,
    });
    const changes = packChanges({ remove: [], write: files, keep: [] });
    await process.files.ask({ op: 'change', path: sitePackages }, changes);
    const inside = (path: string): string[] =>
      path.startsWith(`${sitePackages}/`) ? path.slice(sitePackages.length + 1).split('/') : [];
    await importAll(process, {
      packages: [...new Set([...files.keys()].flatMap((path) => topLevelOf(inside(path))))],
      extensions: libraries.flatMap(({ path }) => moduleOf(inside(path))),
    });
    await takeImage(process, files, output);
    requireSameGlue(image, output);
  } finally {
    closeSync(output);
    await process?.kill('closed');
  }
}

/** Writes the image to `output`. Packages ran in the process: it may send anything, or nothing. */
async function takeImage(
  process: SandboxProcess,
  files: PackageFiles,
  output: number,
): Promise<void> {
  let left = LIMITS.memoryBytes + REST_BYTES;
  for (const { content } of files.values()) left += content.length;
  const timer = setTimeout(() => void process.kill('killed'), IMAGE_MS);
  try {
    await process.takeImage([...files.keys()], (piece) => {
      left -= piece.length;
      if (left < 0) throw unloadable('their files have become larger than they were');
      for (let at = 0; at < piece.length; ) at += writeSync(output, piece, at);
    });
  } catch (error) {
    throw error instanceof SandboxDied ? unloadable(describeSandboxEnd(error)) : error;
  } finally {
    clearTimeout(timer);
  }
}

function unloadable(why: string): PackageError {
  const told = `The packages cannot be put into an image: ${why}`;
  return new PackageError('package_unloadable', told);
}

/**
 * What runs before the gate is locked must not come out of a process in which packages ran, should
 * one of them ever have got past the gate.
 */
function requireSameGlue(base: number, made: number): void {
  const [before, after] = [openImage(base).readGlue(), openImage(made).readGlue()];
  if (before.source.equals(after.source) && before.bytecode.equals(after.bytecode)) return;
  throw new PackageError(
    'package_unloadable',
    'The packages changed the interpreter that they were put into',
  );
}

function describeLibrary([path, { content }]: readonly [string, InstalledFile]): KnownLibrary {
  return { path, sha256: createHash('sha256').update(content).digest('hex') };
}

/** Imports every extension module, which must succeed, and every package, which may fail as it will later. */
async function importAll(
  process: SandboxProcess,
  request: { extensions: readonly string[]; packages: readonly string[] },
): Promise<void> {
  const run = new SandboxRun(
    process,
    {
      code: `${IMPORT_ALL}\n_import_all(${JSON.stringify(JSON.stringify(request))})`,
      filename: 'packages',
      offers: [],
      limits: LIMITS,
      onCall: () => Promise.reject(new Error('no tool is offered')),
    },
    0,
  );
  const { end } = await run.run();
  if (end.kind === 'value') {
    const failed = JSON.parse(end.json) as string | null;
    if (failed === null) return;
    throw new PackageError('package_unloadable', `The packages cannot be loaded: ${failed}`);
  }
  const why = whyNot(end);
  throw new PackageError('package_unloadable', `The packages cannot be imported: ${why}`);
}

function whyNot(end: Evaluation['end']): string {
  if (end.kind === 'died') return describeSandboxEnd(end.end);
  return end.kind === 'error' ? `${end.name}: ${end.message}` : 'they ended the import';
}

const IMPORT_ALL = `
def _import_all(request):
    import gc, importlib, json
    request = json.loads(request)
    importlib.invalidate_caches()
    # First these: a library that fails once says something else the next time.
    for name in request['extensions']:
        try:
            importlib.import_module(name)
        except BaseException as error:
            return f'{name}: {type(error).__name__}: {error}'
    for name in request['packages']:
        try:
            module = importlib.import_module(name)
            # Some packages import their parts when these are first asked for.
            for public in getattr(module, '__all__', ()):
                getattr(module, public)
        except BaseException:
            pass
    del globals()['_import_all']
    gc.collect()
    gc.freeze()
`;

/** Dotted name of an extension module; none for a library that others only link to. */
function moduleOf(path: readonly string[]): string[] {
  const [file = '', ...folders] = [...path].reverse();
  const [, name = ''] = EXTENSION.exec(file) ?? [];
  const parts = [...folders.reverse(), name];
  return parts.every((part) => IDENTIFIER.test(part)) ? [parts.join('.')] : [];
}

/** A package or a module at the top of the folder of packages. */
function topLevelOf(path: readonly string[]): string[] {
  const [first = '', second, ...more] = path;
  const name = second === undefined ? first.replace(/\.py$/, '') : first;
  const found = second === undefined ? first.endsWith('.py') : second === '__init__.py';
  return found && more.length === 0 && IDENTIFIER.test(name) ? [name] : [];
}
