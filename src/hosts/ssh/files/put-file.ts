import { createHash, randomBytes } from 'node:crypto';
import { openSource } from '../../byte-source.ts';
import type { ByteSource, PutOptions, PutResult } from '../../files.ts';
import { HostError } from '../../host-error.ts';
import type { Connection } from '../connection.ts';
import { COMPARE, DISCARD, PLACE, RECEIVE } from './put-scripts.ts';
import { runScript } from './run-script.ts';

/**
 * Copies bytes to a file over there: under a name of its own first, checked by its hash, then renamed,
 * so that the target is whole or as it was.
 */
export async function putFile(
  connection: Connection,
  from: ByteSource,
  target: string,
  options: PutOptions & { exclusive?: boolean } = {},
): Promise<PutResult> {
  const { signal, skipIfUnchanged = false, onProgress } = options;
  const about = { path: target, signal };
  const mode = options.mode === undefined ? '' : options.mode.toString(8);
  const source = await openSource(from);
  const total = source.totalBytes;
  const isThere = async (sha256: string, size: number): Promise<boolean> => {
    const words = [target, String(size), sha256, mode];
    const there = await runScript(connection, {
      ...about,
      script: COMPARE,
      words,
      repeatable: true,
    });
    return there.trim() === sha256;
  };
  if (skipIfUnchanged && total !== undefined) {
    const sha256 = (await source.digest()) ?? '';
    if (await isThere(sha256, total)) return { transferred: false, size: total, sha256 };
  }

  const temporary = temporaryName(target);
  const discard = async (): Promise<void> => {
    await runScript(connection, {
      script: DISCARD,
      words: [temporary],
      path: temporary,
      repeatable: true,
    }).catch(() => {});
  };
  let counted = new CountedHash();
  try {
    const printed = await runScript(connection, {
      ...about,
      script: RECEIVE,
      words: [temporary, target, total === undefined ? '' : String(total)],
      input: () => counted.through(source.pieces()),
      onAgain: () => {
        counted = new CountedHash();
      },
      onSent: () =>
        onProgress?.({
          bytes: counted.size,
          ...(total === undefined ? {} : { totalBytes: total }),
        }),
      repeatable: total !== undefined,
    });
    const { size, sha256 } = counted.result();
    if (printed.trim() !== sha256) {
      throw new HostError(
        'checksum_mismatch',
        `${JSON.stringify(target)} arrived with other bytes than were sent, and was not put in place; try again`,
      );
    }
    if (skipIfUnchanged && total === undefined && (await isThere(sha256, size))) {
      await discard();
      return { transferred: false, size, sha256 };
    }
    await runScript(connection, {
      ...about,
      script: PLACE,
      words: [temporary, target, sha256, mode, options.exclusive ? 'x' : ''],
      repeatable: true,
    });
    return { transferred: true, size, sha256 };
  } catch (error) {
    if (connection.current) await discard();
    throw error;
  }
}

function temporaryName(target: string): string {
  const folder = target.slice(0, target.lastIndexOf('/') + 1);
  return `${folder}.causeway-${randomBytes(8).toString('hex')}`;
}

class CountedHash {
  readonly #hash = createHash('sha256');
  size = 0;

  async *through(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.#hash.update(piece);
      this.size += piece.length;
      yield piece;
    }
  }

  result(): { size: number; sha256: string } {
    return { size: this.size, sha256: this.#hash.digest('hex') };
  }
}
