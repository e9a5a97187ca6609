import { PackageError } from '../package-error.ts';

/** What a file or a folder takes in the session beside its bytes. */
const BYTES_PER_FILE = 1024;

/** What one package takes of the room that there is. */
export interface Room {
  /**
   * Takes room for files and folders.
   *
   * @throws PackageError `packages_too_large` that names whose files do not fit.
   */
  take(files: number, bytes: number): void;
  /** Gives back all that was taken. */
  giveBack(): void;
}

/** Room that the files of one request may take, unpacked. */
export class Space {
  readonly #bytes: number;
  #left: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#left = bytes;
  }

  /** `whose` is named where there is not enough. */
  room(whose: string): Room {
    let taken = 0;
    return {
      take: (files, bytes) => {
        const wanted = bytes + files * BYTES_PER_FILE;
        if (wanted > this.#left) throw this.#tooLarge(whose);
        this.#left -= wanted;
        taken += wanted;
      },
      giveBack: () => {
        this.#left += taken;
        taken = 0;
      },
    };
  }

  #tooLarge(whose: string): PackageError {
    return new PackageError(
      'packages_too_large',
      `${whose} unpacks to more than fits, with the other packages, into the ` +
        `${this.#bytes.toLocaleString('en')} bytes of the session (limit diskBytes)`,
    );
  }
}
