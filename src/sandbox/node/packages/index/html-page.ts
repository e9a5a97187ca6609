import { absolute, type IndexFile } from './index-page.ts';

/** One tag after its `<`, and the text up to the next one. A quoted value may hold a `>`. */
const TAG = /^(a|base)\s([^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*)>(.*)$/is;
const ATTRIBUTE = /([a-z][a-z0-9-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi;

/**
 * Reads a project's page in the HTML of the simple repository API (PEP 503): a list of links whose
 * texts are file names. It is a fixed form, not any HTML there is.
 */
export function parseHtmlPage(text: string, pageUrl: string): IndexFile[] {
  let root = pageUrl;
  const files: IndexFile[] = [];
  for (const piece of text.split('<')) {
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
  return files;
}

function attributesOf(tag: string): Map<string, string> {
  return new Map(
    [...tag.matchAll(ATTRIBUTE)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decode(double ?? single ?? bare ?? ''),
    ]),
  );
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
