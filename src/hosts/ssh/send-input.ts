import type { Writable } from 'node:stream';

/**
 * Sends bytes as fast as the other side takes them, then an end of file. Ends early, and without an
 * error, when the other side has stopped reading; rejects only with what the source throws.
 */
export async function sendInput(
  stream: Writable,
  input: Uint8Array | AsyncIterable<Uint8Array> | undefined,
  onSent: (bytes: number) => void,
): Promise<void> {
  if (input instanceof Uint8Array) {
    await send(stream, input, onSent);
  } else if (input) {
    for await (const piece of input) {
      if (stream.destroyed) return;
      await send(stream, piece, onSent);
    }
  }
  if (!stream.destroyed) stream.end();
}

function send(stream: Writable, piece: Uint8Array, onSent: (bytes: number) => void): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
    stream.write(piece, (error) => {
      stream.off('close', resolve);
      if (!error) onSent(piece.length);
      resolve();
    });
  });
}
