import { describe, expect, test } from 'vitest';
import { parseHtmlPage } from '../../../src/sandbox/node/packages/index/html-page.ts';
import { parseJsonPage } from '../../../src/sandbox/node/packages/index/index-page.ts';

const A = 'a'.repeat(64);
const FILE = { hashes: [], requiresPython: null, yanked: null, size: null };

describe('a page in JSON', () => {
  const page = (files: unknown, version = '1.0'): string =>
    JSON.stringify({ meta: { 'api-version': version }, files });

  test('gives each file with what the index says of it', () => {
    const files = [
      {
        filename: 'x-1-py3-none-any.whl',
        url: '../../files/x.whl#sha256=ffff',
        hashes: { sha256: A.toUpperCase(), md5: 'abc' },
        'requires-python': '>=3.9',
        yanked: 'broken',
        size: 12,
      },
      { filename: 'x-2.tar.gz', url: 'https://files.example/x.tar.gz', yanked: true },
      { filename: 'x-3.tar.gz', url: 'x.tar.gz', yanked: false },
    ];
    expect(parseJsonPage(page(files), 'https://index.example/simple/x/')).toEqual([
      {
        fileName: 'x-1-py3-none-any.whl',
        url: 'https://index.example/files/x.whl',
        hashes: [{ algorithm: 'sha256', digest: A }],
        requiresPython: '>=3.9',
        yanked: 'broken',
        size: 12,
      },
      { ...FILE, fileName: 'x-2.tar.gz', url: 'https://files.example/x.tar.gz', yanked: '' },
      { ...FILE, fileName: 'x-3.tar.gz', url: 'https://index.example/simple/x/x.tar.gz' },
    ]);
  });

  test('leaves out entries that are no files', () => {
    const files = [null, 5, [], {}, { filename: 'x' }, { filename: 1, url: 'y' }];
    expect(parseJsonPage(page(files), 'https://h/')).toEqual([]);
    expect(parseJsonPage(page([{ filename: 'x', url: 'http://[' }]), 'https://h/')).toEqual([]);
  });

  test.each([
    ['', /JSON/],
    ['null', /no list of files/],
    ['{}', /no list of files/],
    [page({}), /no list of files/],
    [page([], '2.0'), /version 2.0/],
  ])('that is none is refused: %s', (text, reason) => {
    expect(() => parseJsonPage(text, 'https://h/')).toThrow(reason);
  });
});

describe('a page in HTML', () => {
  test('gives each link with its attributes, decoded', () => {
    const text = `<!DOCTYPE html><html><head><base href="/base/"></head><body>
      <h1>Links</h1>
      <a href="x-1-py3-none-any.whl#sha256=${A}" data-requires-python="&gt;=3.9,&lt;4"
         >x-1-py3-none-any.whl</a><br/>
      <A HREF='https://f.example/x%2B1.tar.gz' data-yanked=""> x&#43;1.tar.gz </A>
      <a data-yanked="bad &#x26; broken" href=x-2.zip>x-2.zip</a>
      <a href="x-4.zip" data-requires-python=">=3.9">x-4.zip</a>
      <a name="no link">x-3.zip</a>
    </body></html>`;
    expect(parseHtmlPage(text, 'https://index.example/simple/x/')).toEqual([
      {
        ...FILE,
        fileName: 'x-1-py3-none-any.whl',
        url: 'https://index.example/base/x-1-py3-none-any.whl',
        hashes: [{ algorithm: 'sha256', digest: A }],
        requiresPython: '>=3.9,<4',
      },
      { ...FILE, fileName: 'x+1.tar.gz', url: 'https://f.example/x%2B1.tar.gz', yanked: '' },
      {
        ...FILE,
        fileName: 'x-2.zip',
        url: 'https://index.example/base/x-2.zip',
        yanked: 'bad & broken',
      },
      {
        ...FILE,
        fileName: 'x-4.zip',
        url: 'https://index.example/base/x-4.zip',
        requiresPython: '>=3.9',
      },
    ]);
  });

  test('of nothing but beginnings is read through once', () => {
    expect(parseHtmlPage('<a '.repeat(100_000), 'https://h/')).toEqual([]);
    expect(parseHtmlPage('<a "'.repeat(100_000), 'https://h/')).toEqual([]);
    expect(parseHtmlPage(`<a ${'" '.repeat(300_000)}`, 'https://h/')).toEqual([]);
  });
});
