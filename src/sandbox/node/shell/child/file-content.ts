import type { FileContent, FsStat, ReadFileOptions, WriteFileOptions } from './library-types.ts';

/** Any of the library's ways to say in which encoding text is. */
export type Encoding = ReadFileOptions | WriteFileOptions | string | null | undefined;

const BYTEWISE = ['binary', 'latin1'];

export function toBytes(content: FileContent, encoding: Encoding): Uint8Array {
  if (typeof content !== 'string') return content;
  return Buffer.from(content, nameOf(encoding));
}

/** Invalid UTF-8 becomes U+FFFD. */
export function toText(bytes: Uint8Array, encoding: Encoding): string {
  const name = nameOf(encoding);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString(name);
}

function nameOf(encoding: Encoding): BufferEncoding {
  const name = typeof encoding === 'string' ? encoding : encoding?.encoding;
  if (BYTEWISE.includes(name ?? '')) return 'latin1';
  return (name ?? 'utf8') as BufferEncoding;
}

/** Status of something that is neither a folder nor a link. */
export function fileStat(mode: number, size: number, isFile: boolean): FsStat {
  const mtime = new Date(0);
  return { isFile, isDirectory: false, isSymbolicLink: false, mode, size, mtime };
}

export function folderStat(): FsStat {
  const mtime = new Date(0);
  const mode = 0o40755;
  return { isFile: false, isDirectory: true, isSymbolicLink: false, mode, size: 4096, mtime };
}

/** An error as the library expects it from a file system: the code begins the message. */
export function fileError(code: string, path: string, operation: string): Error {
  const text = TEXTS[code] ?? 'input/output error';
  return Object.assign(new Error(`${code}: ${text}, ${operation} '${path}'`), { code });
}

const TEXTS: Record<string, string> = {
  EACCES: 'permission denied',
  EBUSY: 'device or resource busy',
  ECANCELED: 'operation canceled',
  EEXIST: 'file already exists',
  EFBIG: 'file too large',
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
};
