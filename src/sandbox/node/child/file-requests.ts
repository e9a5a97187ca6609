import { packJsonAndBytes, unpackJsonAndBytes } from '../../common/frames.ts';
import { type EmscriptenFs, ERRNO } from './emscripten.ts';

const EMPTY = new Uint8Array();
const MOST_NAMES = 100_000;

interface FileRequest {
  id: number;
  op: 'write' | 'read' | 'list';
  path: string;
}

const REASONS: Record<number, string> = {
  2: 'permission denied',
  20: 'a file of that name is in the way',
  31: 'it is a directory',
  32: 'too many symbolic links',
  // Clients of the published host look for these words to tell it from a directory.
  44: 'not found: there is no such file or directory',
  54: 'it, or a part of its path, is not a directory',
  [ERRNO.ENOSPC]: 'the session has no space left (limit diskBytes)',
};

/** Serves one request of the host for the session's files; a failure is an answer, not a throw. */
export function serveFileRequest(fs: EmscriptenFs, payload: Uint8Array): Uint8Array {
  const { json, bytes } = unpackJsonAndBytes(payload);
  const request = json as FileRequest;
  try {
    const { names, content } = perform(fs, request, bytes);
    return packJsonAndBytes({ id: request.id, ok: true, names }, content);
  } catch (error) {
    const { errno } = error as { errno?: number };
    const reason =
      errno === undefined ? (error as Error).message : (REASONS[errno] ?? `errno ${errno}`);
    return packJsonAndBytes({ id: request.id, ok: false, reason }, EMPTY);
  }
}

function perform(
  fs: EmscriptenFs,
  { op, path }: FileRequest,
  bytes: Uint8Array,
): { names?: string[]; content: Uint8Array } {
  switch (op) {
    case 'write': {
      const parent = path.slice(0, path.lastIndexOf('/'));
      if (parent !== '') fs.mkdirTree(parent);
      if (exists(fs, path)) requireFile(fs, path);
      fs.writeFile(path, bytes);
      return { content: EMPTY };
    }
    case 'read':
      requireFile(fs, path);
      return { content: fs.readFile(path) };
    case 'list': {
      const names = fs.readdir(path).filter((name) => name !== '.' && name !== '..');
      if (names.length > MOST_NAMES) throw new Error(`it has more than ${MOST_NAMES} entries`);
      return { names: names.sort(), content: EMPTY };
    }
  }
}

function exists(fs: EmscriptenFs, path: string): boolean {
  try {
    fs.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Devices are no files: reading one could block, writing one would speak for the program. */
function requireFile(fs: EmscriptenFs, path: string): void {
  const { mode } = fs.stat(path);
  if (fs.isDir(mode)) throw new fs.ErrnoError(31);
  if (!fs.isFile(mode)) throw new fs.ErrnoError(2);
}
