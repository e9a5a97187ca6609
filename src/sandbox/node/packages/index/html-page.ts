import { absolute, type IndexFile, refuseMoreFiles } from './index-page.ts';

/** One tag after its `<`, and the text up to the next one. A quoted value may hold a `>`. */
const TAG = /^(a|base)\s([^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*)>(.*)$/is;
const ATTRIBUTE = /([a-z][a-z0-9-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi;

/** A file takes three: its link, the link's end and a line break. */
const MOST_PIECES = 150_000;
const MOST_ATTRIBUTES = 10;
/** In characters: a name and an address. */
const LONGEST_PIECE = 8192;

/**
 * Reads a project's page in the HTML of the simple repository API (PEP 503): a list of links whose
 * texts are file names. It is a fixed form, not any HTML there is.
 */
export function parseHtmlPage(text: string, pageUrl: string): IndexFile[] {
  let root = pageUrl;
  const files: IndexFile[] = [];
  // Beside its files a page has a title and not much more.
  const pieces = text.split('<', MOST_PIECES + 1);
  if (pieces.length > MOST_PIECES) refuseMoreFiles(pieces.length);
  for (const piece of pieces) {
    if (piece.length > LONGEST_PIECE) continue;
    const [, tag = '', inside = '', content = ''] = TAG.exec(piece) ?? [];
    const attributes = attributesOf(inside);
    const href = attributes.get('href');
    if (tag === '' || href === undefined) continue;
    if (tag.toLowerCase() === 'base') {
      if (URL.canParse(href, pageUrl)) root = new URL(href, pageUrl).href;
      continue;
    }
    const file = absolute(href, root, {
      fileName: decode(content).trim(),
      hashes: [],
      requiresPython: attributes.get('data-requires-python') ?? null,
      yanked: attributes.get('data-yanked') ?? null,
      size: null,
    });
    if (file !== null) files.push(file);
  }
  refuseMoreFiles(files.length);
  return files;
}

function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  let count = 0;
  for (const [, name = '', double, single, bare] of tag.matchAll(ATTRIBUTE)) {
    attributes.set(name.toLowerCase(), decode(double ?? single ?? bare ?? ''));
    if (++count === MOST_ATTRIBUTES) break;
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
