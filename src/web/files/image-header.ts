/** An image that a browser may draw: told by its first bytes, never by its name. */
export interface ImageHeader {
  mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  /** Pixels; absent where the header does not say. */
  width?: number;
  height?: number;
}

/** Reads what kind of image some bytes are and how large it is when drawn; undefined for all else. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const is = (text: string, at = 0): boolean =>
    at + text.length <= bytes.length &&
    [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
  if (is('\u0089PNG\r\n\u001a\n') && is('IHDR', 12) && bytes.length >= 24) {
    return { mediaType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  }
  if ((is('GIF87a') || is('GIF89a')) && bytes.length >= 10) {
    return {
      mediaType: 'image/gif',
      width: view.getUint16(6, true),
      height: view.getUint16(8, true),
    };
  }
  if (is('RIFF') && is('WEBP', 8)) return { mediaType: 'image/webp', ...webpSize(view, is) };
  if (is('\u00ff\u00d8\u00ff')) return { mediaType: 'image/jpeg', ...jpegSize(view) };
  return undefined;
}

interface Size {
  width?: number;
  height?: number;
}

function webpSize(view: DataView, is: (text: string, at: number) => boolean): Size {
  if (view.byteLength < 30) return {};
  if (is('VP8X', 12)) {
    return {
      width: 1 + (view.getUint32(24, true) & 0xffffff),
      height: 1 + (view.getUint32(26, true) >>> 8),
    };
  }
  if (is('VP8L', 12)) {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** A JPEG is a chain of segments; one of the frame headers among them has the size. */
function jpegSize(view: DataView): Size {
  for (let at = 2; at + 9 < view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return {};
    const marker = view.getUint8(at + 1);
    // C4, C8 and CC are tables; the others from C0 to CF begin a frame.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return {};
}
