// Both alphabets, padded or not, with line breaks as many encoders make them.
const BASE64 = /^[A-Za-z0-9+/_\-\s]*={0,2}\s*$/;

/** @throws TypeError for a text that is not base64; `path` names the file in it. */
export function decodeBase64(text: string, path: string): Uint8Array {
  const content = Buffer.from(text, 'base64');
  // One character over a group of four holds six bits: no byte.
  const digits = BASE64.test(text) ? text.replaceAll(/[\s=]/g, '').length : 1;
  if (digits % 4 === 1) throw new TypeError(`contentBase64 of ${path} is not base64`);
  return new Uint8Array(content.buffer, content.byteOffset, content.length);
}

/** Standard alphabet, padded, in one line. */
export function encodeBase64(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('base64');
}
