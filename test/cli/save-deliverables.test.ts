import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeFileParts } from '../../src/cli/agent/safe-file-parts.ts';
import { DeliverableFolder } from '../../src/cli/agent/save-deliverables.ts';
import { temporaryFolder } from './serving.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a deliverable keeps its sub-folder, and a later version takes the place of its own', async () => {
  const out = join(temporaryFolder(), 'deliverables');
  const folder = new DeliverableFolder(out);
  expect(await folder.save('a/b/notes.md', bytes('one'))).toEqual({
    file: join(out, 'a/b/notes.md'),
    how: 'written',
  });
  expect(await folder.save('a/b/notes.md', bytes('two'))).toMatchObject({ how: 'again' });
  expect(await folder.save('a/b/notes.md', bytes('two'))).toMatchObject({ how: 'there' });
  expect(readFileSync(join(out, 'a/b/notes.md'), 'utf8')).toBe('two');
  expect(readdirSync(join(out, 'a/b'))).toEqual(['notes.md']);
});

test('a file that somebody else has put there keeps its content', async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, 'notes.md'), 'mine');
  mkdirSync(join(out, 'notes.2.md'));
  const folder = new DeliverableFolder(out);
  const saved = await folder.save('notes.md', bytes('theirs'));
  expect(saved).toEqual({ file: join(out, 'notes.3.md'), how: 'written', instead: true });
  expect(readFileSync(join(out, 'notes.md'), 'utf8')).toBe('mine');
  // Changed after it was saved: it is somebody's work from then on.
  writeFileSync(join(out, 'notes.3.md'), 'edited');
  expect(await folder.save('notes.md', bytes('later'))).toMatchObject({
    file: join(out, 'notes.4.md'),
  });
  expect(readFileSync(join(out, 'notes.3.md'), 'utf8')).toBe('edited');
});

test('H-A6: links in the folder are not followed, neither to files nor to folders', async () => {
  const outside = temporaryFolder();
  const out = temporaryFolder();
  writeFileSync(join(outside, 'secret'), 'kept');
  symlinkSync(join(outside, 'secret'), join(out, 'notes.md'));
  symlinkSync(outside, join(out, 'sub'));
  const folder = new DeliverableFolder(out);
  expect(await folder.save('notes.md', bytes('x'))).toMatchObject({
    file: join(out, 'notes.2.md'),
  });
  await expect(folder.save('sub/notes.md', bytes('x'))).rejects.toThrow('is no folder');
  expect(readdirSync(outside)).toEqual(['secret']);
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('kept');
});

test('H-A6: a folder that an agent replaces by a link afterwards leads nowhere else', async () => {
  const outside = temporaryFolder();
  const base = temporaryFolder();
  for (const madeBefore of [true, false]) {
    const out = join(base, String(madeBefore));
    if (madeBefore) mkdirSync(out);
    const folder = new DeliverableFolder(out);
    if (madeBefore) renameSync(out, `${out}-moved`);
    symlinkSync(outside, out);
    await expect(folder.save('authorized_keys', bytes('x'))).rejects.toThrow('is no folder');
    await expect(folder.save('sub/keys', bytes('x'))).rejects.toThrow('is no folder');
  }
  expect(readdirSync(outside)).toEqual([]);
});

test('a folder that the user has made a link is used, and a new one in place of an old one too', async () => {
  const real = temporaryFolder();
  const base = temporaryFolder();
  const out = join(base, 'linked');
  symlinkSync(real, out);
  expect(await new DeliverableFolder(out).save('a/x', bytes('x'))).toMatchObject({
    file: join(out, 'a/x'),
  });
  expect(readFileSync(join(real, 'a/x'), 'utf8')).toBe('x');
  const replaced = join(base, 'replaced');
  mkdirSync(replaced);
  const folder = new DeliverableFolder(replaced);
  renameSync(replaced, join(base, 'earlier'));
  mkdirSync(replaced);
  await folder.save('x', bytes('x'));
  expect(readdirSync(replaced)).toEqual(['x']);
  await new DeliverableFolder(join(base, 'not/there/so/far')).save('x', bytes('x'));
  expect(readFileSync(join(base, 'not/there/so/far/x'), 'utf8')).toBe('x');
});

test.each([
  ['../../etc/passwd', ['__', '__', 'etc', 'passwd']],
  ['/etc/passwd', ['etc', 'passwd']],
  ['a//./b', ['a', 'b']],
  ['', ['file']],
  ['C:\\con\\x', ['C__con_x']],
  ['two\nlines\u202e.md', ['two_lines_.md']],
  ['ends. ', ['ends__']],
  ['Übersicht 2.md', ['Übersicht 2.md']],
  ['.git/hooks/pre-commit', ['_git', 'hooks', 'pre-commit']],
  ['sub/.GI\u200cT/config', ['sub', '.GI_T', 'config']],
  ['.Git', ['_Git']],
  ['.gitignore', ['.gitignore']],
])('%j becomes names that every file system takes', (path, parts) => {
  expect(safeFileParts(path)).toEqual(parts);
});

test('H-A10: no path leads out of the folder, or to a name that is too long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (path) => {
      const parts = safeFileParts(path);
      expect(parts.length).toBeGreaterThan(0);
      for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(240);
      const below = relative('/out', join('/out', ...parts));
      expect(below).not.toBe('');
      expect(below.split('/')).not.toContain('..');
      expect(below.startsWith('/')).toBe(false);
    }),
  );
});
