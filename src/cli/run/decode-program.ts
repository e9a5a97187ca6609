import { CommandError } from '../command-error.ts';

/** The text of a program; a program that is not UTF-8 is an error that names the first bad byte. */
export function decodeProgram(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const offset = firstBadByte(bytes);
    const byte = bytes[offset]?.toString(16).padStart(2, '0');
    throw new CommandError(
      `${name} is not UTF-8 (byte 0x${byte} at offset ${offset}); save it as UTF-8`,
      { cause },
    );
  }
}

/** Where the first sequence of bytes begins that is not UTF-8. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodedBytes(bytes, middle) === undefined) bad = middle;
    else good = middle;
  }
  return decodedBytes(bytes, good) ?? 0;
}

/** How many of the first `length` bytes are whole characters; undefined when one is no character. */
function decodedBytes(bytes: Uint8Array, length: number): number | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return Buffer.byteLength(decoder.decode(bytes.subarray(0, length), { stream: true }));
  } catch {
    return undefined;
  }
}
