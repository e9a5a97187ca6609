/** The text that bytes are in UTF-8; undefined for bytes that are none. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The text of a file.
 *
 * @throws TypeError when it is not UTF-8.
 */
export function textOfFile(bytes: Uint8Array, path: string): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    throw new TypeError(`The file ${path} is not UTF-8 text; read its bytes instead`);
  }
  return text;
}
