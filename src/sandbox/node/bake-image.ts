import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolveLimits } from '../../protocol/limits.ts';
import type { KnownLibrary } from './child/config.ts';
import type { Evaluation } from './evaluation.ts';
import type { Launcher } from './launcher.ts';
import { SandboxRun } from './run-in-sandbox.ts';
import type { RuntimeFiles } from './runtime-files.ts';
import { describeSandboxEnd } from './sandbox-end.ts';
import { SandboxProcess } from './sandbox-process.ts';

/** A file of an installed package, at its absolute path in the session. */
export interface PackageFile {
  path: string;
  content: Uint8Array;
}

export interface BakeOptions {
  runtime: RuntimeFiles;
  /** Descriptor of the image to begin with. */
  image: number;
  launcher: Launcher;
  /** Everything the packages consist of, below `SITE_PACKAGES`. */
  files: readonly PackageFile[];
}

/** Where packages lie in a session. */
export const SITE_PACKAGES = '/lib/python3.14/site-packages';

/** Packages are larger and slower to import than programs; this is for all of a set together. */
const LIMITS = resolveLimits({
  wallClockMs: 600_000,
  memoryBytes: 2 ** 30,
  diskBytes: 2 ** 30,
});
const RESIDENT_BYTES = 4 * 2 ** 30;

const EXTENSION = /\.(cpython-[^./]+|abi3|[^./]*wasm32[^./]*)\.so$|\.so$/;

/** Packages that cannot be put into an image. */
export class PackageImageError extends Error {
  override readonly name = 'PackageImageError';
  readonly code = 'package_image';
}

/**
 * Makes an image in which the packages are there and imported, and writes it to `target`, which must
 * not exist. Their code runs as any program does: in a sandbox process of its own, behind the locked
 * gate. What is more there: Python may load those dynamic libraries that are among the files.
 */
export async function bakeImage(options: BakeOptions, target: string): Promise<void> {
  const { runtime, image, launcher, files } = options;
  const libraries = files.filter(({ path }) => path.endsWith('.so')).map(describeLibrary);
  const process = await SandboxProcess.start({
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
  const output = openSync(target, 'wx', 0o600);
  try {
    for (const { path, content } of files) await process.files.ask('write', path, content);
    await importAll(process, files, libraries);
    const paths = files.map(({ path }) => path);
    await process.takeImage(paths, (piece) => {
      for (let at = 0; at < piece.length; ) at += writeSync(output, piece, at);
    });
  } finally {
    closeSync(output);
    await process.kill('closed');
  }
}

function describeLibrary({ path, content }: PackageFile): KnownLibrary {
  return { path, sha256: createHash('sha256').update(content).digest('hex') };
}

/** Imports every extension module, which must succeed, and every package, which may fail as it will later. */
async function importAll(
  process: SandboxProcess,
  files: readonly PackageFile[],
  libraries: readonly KnownLibrary[],
): Promise<void> {
  const extensions = libraries.map(({ path }) => moduleOf(path)).filter((name) => name !== null);
  const packages = files.map(({ path }) => topLevelOf(path)).filter((name) => name !== null);
  const request = { extensions, packages: [...new Set(packages)] };
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
    throw new PackageImageError(`The packages cannot be loaded: ${failed}`);
  }
  const why = whyNot(end);
  throw new PackageImageError(`The packages cannot be imported: ${why}`);
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
    for name in request['packages']:
        try:
            module = importlib.import_module(name)
            # Some packages import their parts when these are first asked for.
            for public in getattr(module, '__all__', ()):
                getattr(module, public)
        except BaseException:
            pass
    for name in request['extensions']:
        try:
            importlib.import_module(name)
        except BaseException as error:
            return f'{name}: {type(error).__name__}: {error}'
    del globals()['_import_all']
    gc.collect()
    gc.freeze()
`;

/** Dotted name of an extension module; null for a library that others only link to. */
function moduleOf(path: string): string | null {
  const parts = path.slice(SITE_PACKAGES.length + 1).split('/');
  const file = parts.pop() ?? '';
  if (!EXTENSION.test(file) || parts.some((part) => !IDENTIFIER.test(part))) return null;
  const name = file.slice(0, file.indexOf('.'));
  return IDENTIFIER.test(name) ? [...parts, name].join('.') : null;
}

const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

function topLevelOf(path: string): string | null {
  const [first = '', ...rest] = path.slice(SITE_PACKAGES.length + 1).split('/');
  if (rest.length === 0) return first.endsWith('.py') ? identifier(first.slice(0, -3)) : null;
  return rest.join('/') === '__init__.py' ? identifier(first) : null;
}

function identifier(name: string): string | null {
  return IDENTIFIER.test(name) ? name : null;
}
