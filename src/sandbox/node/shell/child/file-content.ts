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
  const mode = 0o755;
  return { isFile: false, isDirectory: true, isSymbolicLink: false, mode, size: 4096, mtime };
}

/** Codes that the library's commands look for in an error's message. */
const LOOKED_FOR = ['EEXIST', 'EINVAL', 'EISDIR', 'ENOENT', 'ENOTDIR', 'ENOTEMPTY'];
/** What redirections do, whose errors the library shows as they are. */
const WRITING = ['append', 'open', 'write'];

/** An error with the message that makes what the library's commands say of it right. */
export function fileError(code: string, path: string, operation: string): Error {
  const text = TEXTS[code] ?? 'Input/output error';
  const message = WRITING.includes(operation)
    ? `${path}: ${text}`
    : LOOKED_FOR.includes(code)
      ? `${code}: ${text.toLowerCase()}, ${operation} '${path}'`
      : text;
  return Object.assign(new Error(message), { code });
}

const TEXTS: Record<string, string> = {
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  ECANCELED: 'Operation canceled',
  EEXIST: 'File already exists',
  EFBIG: 'File too large',
  EINVAL: 'Invalid argument',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
};
