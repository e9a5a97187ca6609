import type { WasmTable } from './web-assembly.ts';

/** The parts of Pyodide's Emscripten module that the worker uses. */
export interface EmscriptenModule {
  FS: EmscriptenFs;
  HEAPU8: Uint8Array<ArrayBuffer>;
  HEAP8: Int8Array;
  HEAPU32: Uint32Array;
  wasmTable: WasmTable;
  /** Address of the version's number. */
  _Py_Version: number;
  _Py_EMSCRIPTEN_SIGNAL_HANDLING: number;
  _emscripten_resize_heap(bytes: number): boolean | number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _PyUnicode_FromStringAndSize(pointer: number, bytes: number): number;
  _PyUnicode_AsUTF8AndSize(object: number, sizePointer: number): number;
  _PyObject_CallOneArg(callable: number, argument: number): number;
  _Py_IncRef(object: number): void;
  _Py_DecRef(object: number): void;
}

export interface FsNode {
  id: number;
  name: string;
  /** The root is its own. */
  parent: FsNode;
  mode: number;
  /** Times in milliseconds since the epoch. */
  atime: number;
  mtime: number;
  usedBytes: number;
  node_ops: FolderOps;
  /** File bytes (longer than `usedBytes`; signed where Python wrote them first), or a directory's
   * entries by name. */
  contents: Uint8Array | Int8Array | Record<string, FsNode> | null;
  name_next?: FsNode;
}

/** What a folder's node can do; a file's has none of these. */
export interface FolderOps {
  unlink(parent: FsNode, name: string): void;
  rmdir(parent: FsNode, name: string): void;
  symlink(parent: FsNode, name: string, target: string): FsNode;
  mknod(parent: FsNode, name: string, mode: number, dev: number): FsNode;
  readlink(node: FsNode): string;
}

export interface FsStream {
  fd: number | null;
  node: FsNode;
  position: number;
}

export interface FsStat {
  mode: number;
  size: number;
  mtime: Date;
  ino: number;
}

export interface DeviceOps {
  open?(stream: FsStream): void;
  close?(stream: FsStream): void;
  read?(stream: FsStream, buffer: Int8Array, offset: number, length: number): number;
  write?(stream: FsStream, buffer: Int8Array, offset: number, length: number): number;
  llseek?(stream: FsStream, offset: number, whence: number): number;
}

export interface MemFs {
  createNode(parent: FsNode | null, name: string, mode: number, dev: number): FsNode;
  expandFileStorage(node: FsNode, capacity: number): void;
  resizeFileStorage(node: FsNode, size: number): void;
  ops_table: {
    dir: {
      node: {
        symlink(parent: FsNode, name: string, target: string): FsNode;
        rename(node: FsNode, parent: FsNode, name: string): void;
      };
    };
    file: {
      stream: {
        write(
          stream: FsStream,
          buffer: Int8Array,
          offset: number,
          length: number,
          position: number,
          canOwn?: boolean,
        ): number;
      };
    };
  };
}

export interface EmscriptenFs {
  ErrnoError: new (errno: number) => Error & { errno: number };
  filesystems: Record<string, unknown> & { MEMFS: MemFs };
  nameTable: (FsNode | undefined)[];
  streams: (FsStream | null)[];
  makedev(major: number, minor: number): number;
  registerDevice(dev: number, ops: DeviceOps): void;
  mkdev(path: string, mode: number, dev: number): void;
  mkdir(path: string, mode?: number): FsNode;
  mkdirTree(path: string, mode?: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  rename(from: string, to: string): void;
  symlink(target: string, path: string): FsNode;
  readlink(path: string): string;
  chmod(path: string, mode: number): void;
  cwd(): string;
  chdir(path: string): void;
  open(path: string | FsNode, flags: string | number, mode?: number): FsStream;
  close(stream: FsStream): void;
  write(stream: FsStream, content: Uint8Array, offset: number, length: number): number;
  /** `canOwn`: the file keeps the given bytes instead of a copy. */
  writeFile(path: string, content: Uint8Array, options?: { canOwn: boolean }): void;
  readFile(path: string): Uint8Array;
  readdir(path: string): string[];
  stat(path: string, ofLinkItself?: boolean): FsStat;
  /** Without a node where the last part does not exist and `noent_okay` is set. */
  lookupPath(
    path: string,
    options: { follow?: boolean; parent?: boolean; noent_okay?: boolean },
  ): { path: string; node?: FsNode };
  /** Times in milliseconds since the epoch. */
  utime(path: string, atime: number, mtime: number): void;
  getPath(node: FsNode): string;
  destroyNode(node: FsNode): void;
  nodePermissions(node: FsNode, permissions: string): number;
  isFile(mode: number): boolean;
  isDir(mode: number): boolean;
  isLink(mode: number): boolean;
  isMountpoint(node: FsNode): boolean;
}

/** Functions the wasm instance imports, by name: the list of everything it can ask of JavaScript. */
export type WasmImports = Record<string, Record<string, unknown>>;

/** What the glue is told; it makes its module of the same object. */
export interface EmscriptenSettings {
  API?: { config: object; runtimeEnv: object };
  noInitialRun?: boolean;
  arguments?: string[];
  thisProgram?: string;
  stdin?: () => null;
  stdout?: () => void;
  stderr?: () => void;
  print?: () => void;
  printErr?: () => void;
  preRun?: ((module: EmscriptenModule) => void)[];
  /** Set by the glue: addresses that the interpreter asks for, -1 while they are not known. */
  GOT?: Record<string, { value: number }>;
  instantiateWasm: (
    imports: WasmImports,
    done: (instance: object, module: object) => void,
  ) => unknown;
}

export type CreateModule = (settings: EmscriptenSettings) => Promise<EmscriptenModule>;

/** Errno values of Emscripten's WASI numbering. */
export const ERRNO = {
  EACCES: 2,
  EBUSY: 10,
  EEXIST: 20,
  EFBIG: 22,
  EINTR: 27,
  EINVAL: 28,
  EIO: 29,
  EISDIR: 31,
  ELOOP: 32,
  EMFILE: 33,
  ENAMETOOLONG: 37,
  ENOENT: 44,
  ENOSPC: 51,
  ENOTDIR: 54,
  ENOTEMPTY: 55,
  EPERM: 63,
  EPIPE: 64,
  EROFS: 69,
  ESPIPE: 70,
} as const;
