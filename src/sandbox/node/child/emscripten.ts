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
  mode: number;
  usedBytes: number;
  /** File bytes (longer than `usedBytes`), or a directory's entries by name. */
  contents: Uint8Array | Record<string, FsNode> | null;
  name_next?: FsNode;
}

export interface FsStream {
  node: FsNode;
  position: number;
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
  mkdir(path: string): void;
  mkdirTree(path: string): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  chdir(path: string): void;
  open(path: string, flags: string, mode?: number): FsStream & { fd: number };
  write(stream: FsStream, content: Uint8Array, offset: number, length: number): number;
  close(stream: FsStream): void;
  /** `canOwn`: the file keeps the given bytes instead of a copy. */
  writeFile(path: string, content: Uint8Array, options?: { canOwn: boolean }): void;
  chmod(path: string, mode: number): void;
  readFile(path: string): Uint8Array;
  readdir(path: string): string[];
  stat(path: string, ofLinkItself?: boolean): { mode: number; size: number; mtime: Date };
  /** Times in milliseconds since the epoch. */
  utime(path: string, atime: number, mtime: number): void;
  isFile(mode: number): boolean;
  isDir(mode: number): boolean;
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
  EINTR: 27,
  EINVAL: 28,
  ENAMETOOLONG: 37,
  ENOSPC: 51,
  ESPIPE: 70,
} as const;
