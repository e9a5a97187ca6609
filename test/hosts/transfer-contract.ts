import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TransferProgress } from '../../src/hosts/files.ts';
import type { Host } from '../../src/hosts/host.ts';
import { runShell } from './run-shell.ts';
import { mountSmallDisk } from './small-disk.ts';

type Transfers = 'writeFile' | 'appendFile' | 'put' | 'fetch' | 'glob' | 'remove';

/** A host whose files are those of this machine. */
export interface TransferHost {
  host: Pick<Host, Transfers>;
  close(): Promise<void>;
}

const sha256 = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

/** What every host must do with files of those who use it. */
export function describeTransfers(name: string, open: () => Promise<TransferHost>): void {
  describe(`files: ${name}`, () => {
    let opened: TransferHost;
    let folder: string;

    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    beforeEach(async () => {
      folder = await mkdtemp('/tmp/causeway files-');
    });
    afterEach(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    const at = (path: string): string => join(folder, path);
    const textAt = (path: string): Promise<string> => readFile(at(path), 'utf8');
    const modeOf = async (path: string): Promise<string> =>
      ((await stat(at(path))).mode & 0o7777).toString(8);

    describe('writeFile', () => {
      test('writes text and bytes, also over what is there, and leaves nothing beside', async () => {
        await opened.host.writeFile(at('a'), 'naïve 😀\n');
        expect(await textAt('a')).toBe('naïve 😀\n');
        await opened.host.writeFile(at('a'), Uint8Array.of(0, 255, 10));
        expect(await readFile(at('a'))).toEqual(Buffer.of(0, 255, 10));
        expect(await readdir(folder)).toEqual(['a']);
      });

      test('H-A10 takes any name, makes missing folders and gives the mode asked for', async () => {
        const path = `it's "$(touch pwned)"/-rf \`x\`\n/file`;
        await opened.host.writeFile(at(path), 'x', { mode: 0o640 });
        expect(await textAt(path)).toBe('x');
        expect(await modeOf(path)).toBe('640');
        expect(await readdir(folder)).toEqual([`it's "$(touch pwned)"`]);
      });

      test('exclusive leaves what is there as it is', async () => {
        await opened.host.writeFile(at('a'), 'first', { exclusive: true });
        const second = opened.host.writeFile(at('a'), 'second', { exclusive: true });
        await expect(second).rejects.toMatchObject({ name: 'HostError', code: 'file_exists' });
        expect(await textAt('a')).toBe('first');
        expect(await readdir(folder)).toEqual(['a']);
      });

      test('exclusive lets one of many through', async () => {
        const tries = Array.from({ length: 8 }, (_, index) =>
          opened.host.writeFile(at('a'), `${index}`, { exclusive: true }).then(
            () => 'written',
            (error: { code: string }) => error.code,
          ),
        );
        const results = (await Promise.all(tries)).sort();
        expect(results).toEqual([...Array<string>(7).fill('file_exists'), 'written']);
      });

      test('replaces a link and does not write through it', async () => {
        await writeFile(at('other'), 'as it was');
        await symlink('other', at('link'));
        await opened.host.writeFile(at('link'), 'new');
        expect(await textAt('other')).toBe('as it was');
        expect(await textAt('link')).toBe('new');
      });

      test('a folder in its place is told and left alone', async () => {
        await mkdir(at('a'));
        await expect(opened.host.writeFile(at('a'), 'x')).rejects.toMatchObject({
          name: 'HostError',
        });
        expect(await readdir(folder)).toEqual(['a']);
      });
    });

    describe('appendFile', () => {
      test('adds to the end, and makes the file', async () => {
        await opened.host.appendFile(at('inbox.log'), 'one\n');
        await opened.host.appendFile(at('inbox.log'), 'zwölf "$(id)"\n');
        expect(await textAt('inbox.log')).toBe('one\nzwölf "$(id)"\n');
      });

      test('lines of many at once stay whole', async () => {
        const lines = Array.from({ length: 40 }, (_, index) => `${index} ${'x'.repeat(3000)}`);
        await Promise.all(lines.map((line) => opened.host.appendFile(at('a'), `${line}\n`)));
        expect((await textAt('a')).trimEnd().split('\n').sort()).toEqual(lines.sort());
      });

      test('H-A6 does not write through a link nor into a FIFO', async () => {
        await writeFile(at('other'), 'as it was');
        await symlink('other', at('link'));
        await runShell('mkfifo pipe', folder);
        for (const path of ['link', 'pipe']) {
          await expect(opened.host.appendFile(at(path), 'x')).rejects.toMatchObject({
            name: 'HostError',
          });
        }
        expect(await textAt('other')).toBe('as it was');
      });
    });

    describe('put', () => {
      const big = randomBytes(3_000_000);

      test('copies bytes, a file and a stream, and tells what arrived', async () => {
        await writeFile(at('source'), big);
        async function* stream(): AsyncGenerator<Uint8Array> {
          for (let from = 0; from < big.length; from += 100_000) {
            yield big.subarray(from, from + 100_000);
          }
        }
        const sources = { bytes: big, file: { path: at('source') }, stream: stream() };
        for (const [kind, source] of Object.entries(sources)) {
          const result = await opened.host.put(source, at(`to/${kind}`));
          expect(result).toEqual({ transferred: true, size: 3_000_000, sha256: sha256(big) });
          expect((await readFile(at(`to/${kind}`))).equals(big)).toBe(true);
        }
        expect((await readdir(at('to'))).sort()).toEqual(['bytes', 'file', 'stream']);
      });

      test('copies an empty file', async () => {
        expect(await opened.host.put(new Uint8Array(), at('empty'))).toMatchObject({ size: 0 });
        expect(await textAt('empty')).toBe('');
      });

      test('transfers nothing when the target has the bytes, whatever the source is', async () => {
        await writeFile(at('source'), 'the same');
        await writeFile(at('target'), 'the same');
        const before = await stat(at('target'), { bigint: true });
        async function* stream(): AsyncGenerator<Uint8Array> {
          yield Buffer.from('the same');
        }
        for (const source of [Buffer.from('the same'), { path: at('source') }, stream()]) {
          const result = await opened.host.put(source, at('target'), { skipIfUnchanged: true });
          expect(result).toEqual({ transferred: false, size: 8, sha256: sha256('the same') });
        }
        const after = await stat(at('target'), { bigint: true });
        expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
        const changed = await opened.host.put(Buffer.from('the some'), at('target'), {
          skipIfUnchanged: true,
        });
        expect(changed.transferred).toBe(true);
        expect(await textAt('target')).toBe('the some');
      });

      test('tells how far it is, and gives the mode asked for', async () => {
        const seen: TransferProgress[] = [];
        await opened.host.put(big, at('a'), { mode: 0o755, onProgress: (at) => seen.push(at) });
        expect(await modeOf('a')).toBe('755');
        expect(seen.at(-1)).toEqual({ bytes: 3_000_000, totalBytes: 3_000_000 });
        const bytes = seen.map((at) => at.bytes);
        expect(bytes).toEqual([...bytes].sort((one, other) => one - other));
      });

      test('a stream that fails leaves what was there, and nothing beside', async () => {
        await writeFile(at('target'), 'as it was');
        async function* stream(): AsyncGenerator<Uint8Array> {
          yield big;
          throw new Error('the source broke');
        }
        await expect(opened.host.put(stream(), at('target'))).rejects.toThrow('the source broke');
        expect(await textAt('target')).toBe('as it was');
        expect(await readdir(folder)).toEqual(['target']);
      });

      test('is called off by its signal, and leaves what was there', async () => {
        const called = new AbortController();
        await writeFile(at('target'), 'as it was');
        async function* stream(): AsyncGenerator<Uint8Array> {
          for (;;) {
            yield big;
            called.abort();
          }
        }
        const { signal } = called;
        await expect(opened.host.put(stream(), at('target'), { signal })).rejects.toMatchObject({
          name: 'HostError',
          code: 'aborted',
        });
        expect(await textAt('target')).toBe('as it was');
        expect(await readdir(folder)).toEqual(['target']);
      });

      test('a source that is not there, or is no file, is told', async () => {
        await expect(opened.host.put({ path: at('none') }, at('a'))).rejects.toMatchObject({
          code: 'not_found',
        });
        await runShell('mkfifo pipe', folder);
        await expect(opened.host.put({ path: at('pipe') }, at('a'))).rejects.toMatchObject({
          code: 'unsafe_path',
        });
        expect(await readdir(folder)).toEqual(['pipe']);
      });
    });

    describe('a full disk', () => {
      let disk: ReturnType<typeof mountSmallDisk>;
      beforeAll(() => {
        disk = mountSmallDisk(1_000_000);
      });
      afterAll(() => disk?.unmount());

      test('is told, and leaves what was there and nothing beside', async (context) => {
        if (!disk) return context.skip('Mounting a small file system needs root.');
        const target = join(disk.path, 'target');
        await writeFile(target, 'as it was');
        const full = { name: 'HostError', code: 'no_disk' };
        const content = randomBytes(2_000_000);
        await expect(opened.host.put(content, target)).rejects.toMatchObject(full);
        await expect(opened.host.writeFile(target, content)).rejects.toMatchObject(full);
        expect(await readFile(target, 'utf8')).toBe('as it was');
        expect(await readdir(disk.path)).toEqual(['target']);
        await writeFile(join(disk.path, 'filler'), Buffer.alloc(2_000_000)).catch(() => {});
        const added = opened.host.appendFile(join(disk.path, 'inbox.log'), 'x'.repeat(4000));
        await expect(added).rejects.toMatchObject(full);
      });
    });

    describe('fetch', () => {
      test('reads a file whole, up to the cap', async () => {
        const content = randomBytes(700_000);
        await writeFile(at('a'), content);
        const seen: TransferProgress[] = [];
        const bytes = await opened.host.fetch(at('a'), {
          maxBytes: 700_000,
          onProgress: (progress) => seen.push(progress),
        });
        expect(Buffer.from(bytes).equals(content)).toBe(true);
        expect(seen.at(-1)).toEqual({ bytes: 700_000, totalBytes: 700_000 });
        await expect(opened.host.fetch(at('a'), { maxBytes: 699_999 })).rejects.toMatchObject({
          name: 'HostError',
          code: 'file_too_large',
        });
      });

      test('a file that is not there, a folder and a FIFO are told', async () => {
        await runShell('mkfifo pipe', folder);
        const codes = { none: 'not_found', '.': 'unsafe_path', pipe: 'unsafe_path' };
        for (const [path, code] of Object.entries(codes)) {
          await expect(opened.host.fetch(at(path))).rejects.toMatchObject({ code });
        }
      });
    });

    describe('glob', () => {
      test('finds files and folders, sorted, and hidden ones only when asked', async () => {
        await runShell(
          'mkdir -p a/b .git; touch z.md a/x.md a/b/y.md .hidden "a/sp ace.md"',
          folder,
        );
        const found = async (pattern: string): Promise<string[]> =>
          (await opened.host.glob(pattern, { cwd: folder })).map((path) =>
            path.slice(folder.length + 1),
          );
        expect(await found('*')).toEqual(['a', 'z.md']);
        expect(await found('**/*.md')).toEqual(['a/b/y.md', 'a/sp ace.md', 'a/x.md', 'z.md']);
        expect(await found('a/[xyz].md')).toEqual(['a/x.md']);
        expect(await found('?.md')).toEqual(['z.md']);
        expect(await found('.h*')).toEqual(['.hidden']);
        expect(await found('none*')).toEqual([]);
      });

      test('`**` at the end is all below a folder, without the folder itself', async () => {
        await runShell('mkdir -p a/b/c a/.git; touch z a/x a/b/y a/.git/in a/.hidden', folder);
        const found = async (pattern: string): Promise<string[]> =>
          (await opened.host.glob(pattern, { cwd: folder })).map((path) =>
            path.slice(folder.length + 1),
          );
        expect(await found('**')).toEqual(['a', 'a/b', 'a/b/c', 'a/b/y', 'a/x', 'z']);
        for (const pattern of ['a/**', '*/**', 'a/**/**', './a/**'])
          expect(await found(pattern)).toEqual(['a/b', 'a/b/c', 'a/b/y', 'a/x']);
        expect(await found('a/b/**')).toEqual(['a/b/c', 'a/b/y']);
        expect(await found('a/x/**')).toEqual([]);
        expect(await found('a/**/y')).toEqual(['a/b/y']);
      });

      test.each(['../*', 'a/../../*', '/etc/*'])(
        'H-A10 refuses the pattern %s',
        async (pattern) => {
          await expect(opened.host.glob(pattern, { cwd: folder })).rejects.toMatchObject({
            code: 'unsafe_path',
          });
        },
      );
    });

    describe('remove', () => {
      test('removes files and folders, and links but not what they lead to', async () => {
        await runShell('mkdir -p keep tree/sub; touch keep/a tree/sub/b', folder);
        await runShell('ln -s ../keep tree/link; ln -s keep link', folder);
        await opened.host.remove(at('tree'));
        await opened.host.remove(at('link'));
        await opened.host.remove(at('never there'));
        expect(await readdir(folder)).toEqual(['keep']);
        expect(await readdir(at('keep'))).toEqual(['a']);
      });
    });
  });
}
