/** What the parent tells a sandbox process at its start, as JSON in its first argument. */
export interface SandboxConfig {
  /** Folder of the `pyodide` package, without symbolic links. */
  pyodideDir: string;
  /** Descriptor of the open interpreter image. */
  imageFd: number;
  memoryBytes: number;
  diskBytes: number;
  /** Resident memory of the whole process, in bytes, at which it ends itself. */
  residentBytes: number;
  /**
   * Set where packages are put into an image: dynamic libraries that Python may load then, each a
   * path in the session and the SHA-256 of its bytes.
   */
  libraries?: readonly KnownLibrary[] | undefined;
}

export interface KnownLibrary {
  path: string;
  sha256: string;
}

/** Words of the memory that the process's two threads share. */
export const CONTROL = {
  /** Signal number for Python to raise; 0 for none. */
  interrupt: 0,
  /** Never notified: waiting on it waits for ever. */
  never: 1,
  words: 2,
} as const;

/** One byte each way on the control descriptor. */
export const CONTROL_BYTE = {
  /** To the sandbox: raise KeyboardInterrupt in Python. */
  interrupt: 73,
  /** To the parent: resident memory went over its bound. */
  memory: 77,
  /** To the parent: the worker thread died without a word. */
  workerDied: 68,
} as const;
