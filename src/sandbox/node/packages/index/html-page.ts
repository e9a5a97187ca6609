import { absolute, type IndexFile } from './index-page.ts';

/** The bounds keep a page of nothing but beginnings from taking the square of its length. */
const ANCHOR = /<a\b([^>]{0,4000})>([^<]{0,1000})<\/a\s*>/gi;
const BASE = /<base\b([^>]{0,4000})>/i;
const ATTRIBUTE = /([a-z][a-z0-9-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi;

/**
 * Reads a project's page in the HTML of the simple repository API (PEP 503): a list of links whose
 * texts are file names. It is a fixed form, not any HTML there is.
 */
export function parseHtmlPage(text: string, pageUrl: string): IndexFile[] {
  const base = attributesOf(BASE.exec(text)?.[1] ?? '').get('href');
  const root = base !== undefined && URL.canParse(base, pageUrl) ? new URL(base, pageUrl) : pageUrl;
  return [...text.matchAll(ANCHOR)].flatMap(([, tag = '', content = '']) => {
    const attributes = attributesOf(tag);
    const href = attributes.get('href');
    if (href === undefined) return [];
    const file = {
      fileName: decode(content).trim(),
      hashes: [],
      requiresPython: attributes.get('data-requires-python') ?? null,
      yanked: attributes.get('data-yanked') ?? null,
      size: null,
    };
    return absolute(href, String(root), file) ?? [];
  });
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
