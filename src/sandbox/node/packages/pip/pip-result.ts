import type { PackageInstaller } from '../package-installer.ts';

/** What a command of pip printed, and how it ended. */
export interface PipResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** Where a command of pip runs. */
export interface PipContext {
  installer: PackageInstaller;
  /** Absolute path of the current folder in the session. */
  cwd: string;
  /** Reads a file of the session. */
  readFile(path: string): Promise<Uint8Array>;
  signal?: AbortSignal | undefined;
}

/** Lines for the two streams of a command, gathered as it goes. */
export class PipOutput {
  #stdout = '';
  #stderr = '';
  readonly #quiet: boolean;

  /** `quiet` leaves out what only tells of progress. */
  constructor(quiet: boolean) {
    this.#quiet = quiet;
  }

  /** What the command is doing. */
  tell(line: string): void {
    if (!this.#quiet) this.print(line);
  }

  print(line: string): void {
    this.#stdout += `${line}\n`;
  }

  warn(line: string): void {
    this.#stderr += `WARNING: ${line}\n`;
  }

  fail(line: string): void {
    this.#stderr += `ERROR: ${line}\n`;
  }

  end(exitCode: number): PipResult {
    return { stdout: this.#stdout, stderr: this.#stderr, exitCode };
  }
}
