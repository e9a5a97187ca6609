import { PackageError } from '../package-error.ts';

/** What a file takes in the session beside its bytes. */
const BYTES_PER_FILE = 1024;

/** Room that the files of one request may take, unpacked. */
export class Space {
  readonly #bytes: number;
  #left: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#left = bytes;
  }

  /**
   * Takes room for files.
   *
   * @throws PackageError `packages_too_large` that names whose files do not fit.
   */
  take(whose: string, files: number, bytes: number): void {
    const wanted = bytes + files * BYTES_PER_FILE;
    if (wanted > this.#left) {
      throw new PackageError(
        'packages_too_large',
        `${whose} unpacks to more than fits, with the other packages, into the ` +
          `${this.#bytes.toLocaleString('en')} bytes of the session (limit diskBytes)`,
      );
    }
    this.#left -= wanted;
  }

  giveBack(files: number, bytes: number): void {
    this.#left += bytes + files * BYTES_PER_FILE;
  }
}
