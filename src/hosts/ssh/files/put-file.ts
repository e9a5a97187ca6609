import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ByteSource, PutOptions, PutResult } from '../../files.ts';
import { HostError } from '../../host-error.ts';
import type { Connection } from '../connection.ts';
import { DISCARD, HASH, PLACE, RECEIVE } from './put-scripts.ts';
import { runScript } from './run-script.ts';

/**
 * Copies bytes to a file over there: under a name of its own first, checked by its hash, then renamed,
 * so that the target is whole or as it was.
 */
export async function putFile(
  connection: Connection,
  source: ByteSource,
  target: string,
  options: PutOptions & { exclusive?: boolean } = {},
): Promise<PutResult> {
  const { signal, mode, skipIfUnchanged = false, onProgress } = options;
  const about = { path: target, signal };
  const total = await sizeOf(source);
  if (skipIfUnchanged && total !== undefined) {
    const local = await hashOf(source);
    const there = await runScript(connection, {
      ...about,
      script: HASH,
      words: [target],
      repeatable: true,
    });
    if (there.trim() === local.sha256) return { transferred: false, ...local };
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
      input: () => counted.through(piecesOf(source)),
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
    const keep = skipIfUnchanged && total === undefined;
    if (keep && (await isThere(connection, target, sha256))) {
      await discard();
      return { transferred: false, size, sha256 };
    }
    await runScript(connection, {
      ...about,
      script: PLACE,
      words: [
        temporary,
        target,
        sha256,
        mode === undefined ? '' : mode.toString(8),
        options.exclusive ? 'x' : '',
      ],
      repeatable: true,
    });
    return { transferred: true, size, sha256 };
  } catch (error) {
    if (connection.isUp) await discard();
    throw error;
  }
}

async function isThere(connection: Connection, target: string, sha256: string): Promise<boolean> {
  const there = await runScript(connection, {
    script: HASH,
    words: [target],
    path: target,
    repeatable: true,
  });
  return there.trim() === sha256;
}

function temporaryName(target: string): string {
  const folder = target.slice(0, target.lastIndexOf('/') + 1);
  return `${folder}.causeway-${randomBytes(8).toString('hex')}`;
}

async function sizeOf(source: ByteSource): Promise<number | undefined> {
  if (source instanceof Uint8Array) return source.length;
  if (!('path' in source)) return undefined;
  const facts = await stat(source.path).catch((cause: unknown) => {
    throw new HostError('not_found', `There is no ${JSON.stringify(source.path)} here`, { cause });
  });
  if (facts.isFile()) return facts.size;
  throw new HostError('not_found', `${JSON.stringify(source.path)} is no regular file here`);
}

async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) yield source;
  else if ('path' in source) yield* createReadStream(source.path, { highWaterMark: 256 * 1024 });
  else yield* source;
}

async function hashOf(source: ByteSource): Promise<{ size: number; sha256: string }> {
  const counted = new CountedHash();
  for await (const _ of counted.through(piecesOf(source)));
  return counted.result();
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
