import { readImageHeader } from './image-header.ts';

/** Largest file that is fetched to be previewed, in bytes. */
export const PREVIEW_LIMIT = 4_000_000;

/** Most pixels of an image that is drawn: more takes hundreds of megabytes. */
const PIXEL_LIMIT = 20_000_000;

/** How a file's content can be shown. */
export type PreviewKind =
  | { kind: 'image'; mediaType: string; width?: number; height?: number }
  | { kind: 'csv' | 'markdown' | 'json' | 'text'; text: string }
  | { kind: 'none'; because: string };

/**
 * Decides how to show a file by its bytes; its name only chooses between forms of text. What a
 * browser could run (SVG, HTML) is text here, and a PDF is not shown.
 */
export function previewKind(path: string, bytes: Uint8Array): PreviewKind {
  const image = readImageHeader(bytes);
  if (image !== undefined) {
    const pixels = (image.width ?? 0) * (image.height ?? 0);
    return pixels > PIXEL_LIMIT
      ? {
          kind: 'none',
          because: `An image of ${image.width} by ${image.height} pixels is too large to draw here.`,
        }
      : { kind: 'image', ...image };
  }
  const text = decode(bytes);
  if (text === undefined) return { kind: 'none', because: 'This file is not text or an image.' };
  if (text.startsWith('%PDF-')) return { kind: 'none', because: 'A PDF is not opened here.' };
  const ending = /\.([a-z0-9]{1,8})$/i.exec(path)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'tsv') return { kind: 'csv', text };
  if (ending === 'md' || ending === 'markdown') return { kind: 'markdown', text };
  if (ending === 'json') return { kind: 'json', text };
  return { kind: 'text', text };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
