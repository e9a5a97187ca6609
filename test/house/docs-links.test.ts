import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, linksOf } from './markdown.ts';
import { filesBelow, root, textOf } from './source-files.ts';

const pages = filesBelow('.', /\.md$/);
const rooms = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && filesBelow(`src/${entry.name}`, /\.ts$/).length > 0)
  .map((entry) => entry.name);

function faultOf(page: string, target: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [path = '', anchor] = decodeURI(target).split('#');
  const file = path === '' ? page : posix.join(posix.dirname(page), path);
  if (file.startsWith('../')) return 'it leaves the repository';
  if (!existsSync(join(root, file))) return `${file} does not exist`;
  if (anchor === undefined) return undefined;
  if (statSync(join(root, file)).isDirectory()) return `${file} is a folder and has no anchors`;
  return anchorsOf(textOf(file)).has(anchor) ? undefined : `${file} has no heading #${anchor}`;
}

describe('documentation', () => {
  test.each(pages)('every link in %s leads somewhere', (page) => {
    const faults = linksOf(textOf(page)).flatMap(({ target, line }) => {
      const fault = faultOf(page, target);
      return fault ? [`${page}:${line} ${target}: ${fault}`] : [];
    });
    expect(faults).toEqual([]);
  });

  test.each(rooms)('the room %s has a page', (room) => {
    expect(pages).toContain(`docs/${room}.md`);
  });

  test.each(rooms)('the index of the documentation links to %s', (room) => {
    expect(linksOf(textOf('docs/README.md')).map(({ target }) => target)).toContain(`${room}.md`);
  });

  test('a broken link or anchor is found', () => {
    expect(faultOf('docs/README.md', 'no-such-page.md')).toContain('does not exist');
    expect(faultOf('README.md', '#no-such-heading')).toContain('no heading');
  });

  test('a link inside code is no link', () => {
    expect(linksOf('`[a](b)` and [c](d)\n```\n[e](f)\n```\n[g](h)')).toEqual([
      { target: 'd', line: 1 },
      { target: 'h', line: 5 },
    ]);
  });
});
