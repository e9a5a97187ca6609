/** What the host can ask of a session's files. Paths are absolute, without `.` and `..`. */
export type FileOperation =
  /** Bytes of a regular file; one larger than `mostBytes` is refused with `EFBIG`. */
  | { op: 'read'; path: string; mostBytes?: number }
  /** Replaces a file's content by the bytes that come along; `parents` makes missing folders. */
  | { op: 'write'; path: string; parents?: boolean }
  | { op: 'append'; path: string }
  /** Removes and writes many files in one step; `path` is the folder that errors name. */
  | { op: 'change'; path: string }
  /** Entries of a folder with their types, sorted by name. */
  | { op: 'list'; path: string }
  | { op: 'stat'; path: string }
  /** As `stat`, of a symbolic link itself. */
  | { op: 'lstat'; path: string }
  | { op: 'mkdir'; path: string; parents?: boolean }
  /** Removes a file, an empty folder, or with `recursive` all that is below. */
  | { op: 'remove'; path: string; recursive?: boolean }
  | { op: 'rename'; path: string; to: string }
  /** Copies content and permission bits; `recursive` copies folders, symbolic links as links. */
  | { op: 'copy'; path: string; to: string; recursive?: boolean }
  /** `to` is the link's text, which may be relative and need not exist. */
  | { op: 'symlink'; path: string; to: string }
  | { op: 'readlink'; path: string }
  | { op: 'realpath'; path: string }
  | { op: 'chmod'; path: string; mode: number }
  | { op: 'utimes'; path: string; accessedMs: number; modifiedMs: number };

export type FileKind = 'file' | 'directory' | 'symlink' | 'other';

export interface FileStatus {
  kind: FileKind;
  /** Permission bits and type, as in `stat`. */
  mode: number;
  /** In bytes. */
  size: number;
  /** Milliseconds since the epoch. */
  modifiedMs: number;
  /** The same for two paths of one file, and for no other. */
  inode: number;
}

export interface FileEntry {
  name: string;
  kind: FileKind;
}

/** What came of an operation, beside the bytes of `read`. */
export interface FileFacts {
  entries?: FileEntry[];
  status?: FileStatus;
  /** Target of a link, or a real path. */
  text?: string;
}

/** System error names that file operations answer with. */
export const FILE_ERROR_CODES = [
  'EACCES',
  'EBUSY',
  'EEXIST',
  'EFBIG',
  'EINVAL',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'ENOTEMPTY',
  'EPERM',
  'EROFS',
  'EIO',
] as const;

export type FileErrorCode = (typeof FILE_ERROR_CODES)[number];
