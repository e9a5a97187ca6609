import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readImageHeader } from '../../../src/web/files/image-header.ts';
import { previewKind } from '../../../src/web/files/preview-kind.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function png(width: number, height: number): Uint8Array {
  const header = new Uint8Array(33);
  header.set(latin('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR'));
  new DataView(header.buffer).setUint32(16, width);
  new DataView(header.buffer).setUint32(20, height);
  return header;
}

describe('how a file is shown', () => {
  test('an image is known by its bytes, not by its name', () => {
    expect(previewKind('notes.txt', png(640, 480))).toEqual({
      kind: 'image',
      mediaType: 'image/png',
      width: 640,
      height: 480,
    });
    expect(previewKind('image.png', bytes('plain words'))).toEqual({
      kind: 'text',
      text: 'plain words',
    });
  });

  test('sizes of GIF, JPEG and WebP are read from their headers', () => {
    expect(readImageHeader(latin('GIF89a\u0040\u0001\u00f0\u0000....'))).toMatchObject({
      width: 320,
      height: 240,
    });
    expect(
      readImageHeader(
        latin(
          '\u00ff\u00d8\u00ff\u00e0\0\u0004ab\u00ff\u00c0\0\u0011\b\u0001\u00e0\u0002\u0080\u0003....',
        ),
      ),
    ).toEqual({ mediaType: 'image/jpeg', width: 640, height: 480 });
    expect(
      readImageHeader(latin(`RIFF....WEBPVP8X\n\0\0\0....\u007f\u0002\0\u00df\u0001\0`)),
    ).toEqual({ mediaType: 'image/webp', width: 640, height: 480 });
  });

  test('H-E4: an image of a hundred thousand pixels each way is not drawn', () => {
    expect(previewKind('bomb.png', png(100_000, 100_000))).toMatchObject({ kind: 'none' });
  });

  test('H-E4: SVG and HTML are text, a PDF is not opened', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
    expect(previewKind('a.svg', bytes(svg))).toEqual({ kind: 'text', text: svg });
    expect(previewKind('a.html', bytes('<script>alert(1)</script>')).kind).toBe('text');
    expect(previewKind('a.txt', bytes('%PDF-1.7')).kind).toBe('none');
  });

  test('H-E4: bytes that are not UTF-8 are not shown as text', () => {
    expect(previewKind('a.txt', Uint8Array.of(0xff, 0xfe, 0x41, 0x00)).kind).toBe('none');
  });

  test('H-E4: whatever the bytes are, deciding does not fail', () => {
    const starts = [
      '\u0089PNG\r\n\u001a\n',
      'GIF89a',
      'RIFF....WEBPVP8 ',
      '\u00ff\u00d8\u00ff',
      '',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        const all = Uint8Array.of(...latin(start), ...rest);
        expect(previewKind('x.csv', all).kind).toMatch(/image|csv|none/);
      }),
    );
  });
});
