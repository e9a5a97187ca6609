import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Host } from '../../src/hosts/host.ts';
import { runShell } from './run-shell.ts';
import { mountSmallDisk } from './small-disk.ts';

/** A host whose files are those of this machine. */
export interface ArchivingHost {
  host: Pick<Host, 'archive' | 'restore'>;
  close(): Promise<void>;
}

interface Member {
  name: string;
  type?: string;
  link?: string;
  text?: string;
  mode?: string;
  pax?: Record<string, string>;
}

const program = fileURLToPath(new URL('fixtures/hostile-tar.py', import.meta.url));
const UNSAFE = { name: 'HostError', code: 'unsafe_path' };
const LINK = '2';
const HARD_LINK = '1';
const FOLDER = '5';

async function* hostile(members: Member[], format = 'gnu'): AsyncGenerator<Uint8Array> {
  const child = spawn('python3', [program, JSON.stringify(members), format]);
  yield* child.stdout as AsyncIterable<Uint8Array>;
}

/** What every host must do with folders that are packed, and with archives from anywhere. */
export function describeArchives(name: string, open: () => Promise<ArchivingHost>): void {
  describe(`archives: ${name}`, () => {
    let opened: ArchivingHost;
    let folder: string;

    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    beforeEach(async () => {
      folder = await mkdtemp('/tmp/causeway archive-');
      await writeFile(join(folder, 'secret'), 'as it was');
    });
    afterEach(async () => {
      await rm(folder, { recursive: true, force: true });
    });
    const at = (path: string): string => join(folder, path);
    const restoring = (members: Member[], format: string): Promise<void> =>
      opened.host.restore(hostile([{ name: 'first', text: 'x' }, ...members], format), at('back'));

    test('H-A10 a folder comes back as it was, whatever the names in it', async () => {
      const long = `${'d'.repeat(120)}/${'e'.repeat(120)}`;
      await runShell(
        `mkdir -p work/a/b work/empty 'work/${long}'; cd work
        printf 'one\\ntwo' > a/one; : > a/b/none; chmod 750 a/one; ln -s one a/link; ln -s /etc/hosts away
        mkfifo pipe; echo x > "it's \\"\\$(id)\\""; echo y > 'Größe 😀'; echo z > '${long}/file'; echo h > .hidden`,
        folder,
      );
      await writeFile(at('work/big'), randomBytes(3_000_000));
      await opened.host.restore(opened.host.archive(at('work')), at('back'));
      expect(
        await runShell('diff -r -x pipe --no-dereference work back && echo same', folder),
      ).toBe('same\n');
      expect((await stat(at('back/a/one'))).mode & 0o777).toBe(0o750);
      expect(await readlink(at('back/away'))).toBe('/etc/hosts');
      const entries = 'find . -printf "%P %y %m %Ts\\n" | grep -v "^ " | sort';
      const [there, here] = await Promise.all([
        runShell(entries, at('back')),
        runShell(entries, at('work')),
      ]);
      expect(there).toBe(here);
    });

    test('leaves out what is excluded', async () => {
      await runShell(
        'mkdir -p work/node_modules/x work/src; touch work/src/a.ts work/src/a.log',
        folder,
      );
      const exclude = ['node_modules', '*.log'];
      await opened.host.restore(opened.host.archive(at('work'), { exclude }), at('back'));
      expect((await readdir(at('back'), { recursive: true })).sort()).toEqual(['src', 'src/a.ts']);
    });

    test('unpacks beside what is there, and over nothing', async () => {
      await runShell('mkdir work back; echo new > work/a; echo own > back/own', folder);
      await opened.host.restore(opened.host.archive(at('work')), at('back'));
      expect((await readdir(at('back'))).sort()).toEqual(['a', 'own']);
      await writeFile(at('work/b'), 'b');
      const again = opened.host.restore(opened.host.archive(at('work')), at('back'));
      await expect(again).rejects.toMatchObject({ name: 'HostError', code: 'file_exists' });
      expect((await readdir(at('back'))).sort()).toEqual(['a', 'own']);
    });

    test.each<[string, Member[]]>([
      ['goes up', [{ name: '../out', text: 'x' }]],
      ['goes up in the middle', [{ name: 'a/../../out', text: 'x' }]],
      ['is absolute', [{ name: '/tmp/causeway-out', text: 'x' }]],
      [
        'leads through a link',
        [
          { name: 'l', type: LINK, link: '..' },
          { name: 'l/out', text: 'x' },
        ],
      ],
      [
        'leads through a link that is spelt otherwise',
        [
          { name: './/l', type: LINK, link: '/tmp' },
          { name: 'l/./out', text: 'x' },
        ],
      ],
      [
        'stands where a link is',
        [
          { name: 'l', type: LINK, link: '../secret' },
          { name: 'l', text: 'x' },
        ],
      ],
      [
        'is a folder where a link is',
        [
          { name: 'l', type: LINK, link: '..' },
          { name: 'l', type: FOLDER },
          { name: 'l/out', text: 'x' },
        ],
      ],
      [
        'is a hard link to what is outside',
        [
          { name: 'h', type: HARD_LINK, link: '../secret' },
          { name: 'h', text: 'x' },
        ],
      ],
      ['is a hard link by an absolute path', [{ name: 'h', type: HARD_LINK, link: '/etc/passwd' }]],
      [
        'is a hard link through a link',
        [
          { name: 'l', type: LINK, link: '..' },
          { name: 'h', type: HARD_LINK, link: 'l/secret' },
        ],
      ],
      ['is a device', [{ name: 'null', type: '3' }]],
      ['is of a kind nobody knows', [{ name: 'a', type: 'Z', text: 'x' }]],
    ])('H-A10 refuses an archive with a member that %s', async (_, members) => {
      await expect(restoring(members, 'gnu')).rejects.toMatchObject(UNSAFE);
      expect(await readdir(folder)).toEqual(['secret']);
      expect(await readFile(at('secret'), 'utf8')).toBe('as it was');
    });

    test.each(['gnu', 'pax', 'ustar'])(
      'H-A10 refuses what long names of %s hide',
      async (format) => {
        const long = 'n'.repeat(80);
        await expect(
          restoring([{ name: `${long}/${long}/../../../out`, text: 'x' }], format),
        ).rejects.toMatchObject(UNSAFE);
        const link = { name: `${long}/l`, type: LINK, link: '../..' };
        await expect(
          restoring([link, { name: `${long}/l/out${long}`, text: 'x' }], format),
        ).rejects.toMatchObject(UNSAFE);
        expect(await readdir(folder)).toEqual(['secret']);
      },
    );

    test('H-A10 refuses a name that only an extended header has', async () => {
      const hidden: Member[] = [{ name: 'fine', text: 'x', pax: { path: '../out' } }];
      const restored = opened.host.restore(hostile(hidden, 'pax'), at('back'));
      await expect(restored).rejects.toMatchObject({ code: 'unsafe_path' });
      const sparse: Member[] = [{ name: 'fine', text: 'x', pax: { 'GNU.sparse.name': '../out' } }];
      const other = opened.host.restore(hostile(sparse, 'pax'), at('back'));
      await expect(other).rejects.toMatchObject({ code: 'io_failed' });
      expect(await readdir(folder)).toEqual(['secret']);
    });

    test('takes hard links inside, and no file gets rights of its owner', async () => {
      const members: Member[] = [
        { name: 'a', text: 'x', mode: '4755' },
        { name: 'b', type: HARD_LINK, link: './a' },
      ];
      await opened.host.restore(hostile(members), at('back'));
      expect((await stat(at('back/b'))).nlink).toBe(2);
      expect((await stat(at('back/a'))).mode & 0o7777).toBe(0o755);
    });

    test.each([
      ['no archive at all', () => Buffer.from('hello')],
      ['gzipped, but no tar', () => gzipSync(Buffer.alloc(2048, 'hello'))],
      ['nothing', () => Buffer.alloc(0)],
      ['an archive that ends in the middle', () => tarOf(100_000).subarray(0, 50_000)],
      ['an archive with a bit that flipped', () => flipped(tarOf(100_000))],
    ])('%s is told, and nothing is left of it', async (_, content) => {
      async function* archive(): AsyncGenerator<Uint8Array> {
        yield content();
      }
      const restored = opened.host.restore(archive(), at('back/deeper'));
      await expect(restored).rejects.toMatchObject({ name: 'HostError', code: 'io_failed' });
      expect(await readdir(folder)).toEqual(['secret']);
    });

    test('a full disk is told, and nothing is left', async (context) => {
      const disk = mountSmallDisk(1_000_000);
      if (!disk) return context.skip('Mounting a small file system needs root.');
      try {
        await mkdir(at('work'));
        await writeFile(at('work/big'), randomBytes(2_000_000));
        const restored = opened.host.restore(opened.host.archive(at('work')), join(disk.path, 'a'));
        await expect(restored).rejects.toMatchObject({ name: 'HostError', code: 'no_disk' });
        expect(await readdir(disk.path)).toEqual([]);
      } finally {
        disk.unmount();
      }
    });

    test('unpacking is called off by its signal, also while nothing comes', async () => {
      const called = new AbortController();
      async function* archive(): AsyncGenerator<Uint8Array> {
        yield tarOf(100_000).subarray(0, 50_000);
        called.abort();
        await new Promise(() => {});
      }
      const { signal } = called;
      const restored = opened.host.restore(archive(), at('back'), { signal });
      await expect(restored).rejects.toMatchObject({ name: 'HostError', code: 'aborted' });
      expect(await readdir(folder)).toEqual(['secret']);
    });

    test('a folder that is not there, or is none, is told', async () => {
      const taking = async (path: string): Promise<void> => {
        for await (const _ of opened.host.archive(path));
      };
      await expect(taking(at('none'))).rejects.toMatchObject({ name: 'HostError' });
      await expect(taking(at('secret'))).rejects.toMatchObject({ name: 'HostError' });
    });

    test('whoever stops taking an archive leaves no tar behind', async () => {
      await mkdir(at('work'));
      await writeFile(at('work/big'), randomBytes(5_000_000));
      for await (const _ of opened.host.archive(at('work'))) break;
      const called = new AbortController();
      const aborted = (async () => {
        for await (const _ of opened.host.archive(at('work'), { signal: called.signal }))
          called.abort();
      })();
      await expect(aborted).rejects.toMatchObject({ name: 'HostError', code: 'aborted' });
      for (;;) if (!tarsWith(folder)) break;
    });
  });
}

function tarsWith(path: string): boolean {
  const list = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return list.split('\n').some((line) => line.startsWith('tar ') && line.includes(path));
}

function tarOf(bytes: number): Buffer {
  const header = execFileSync('python3', [
    program,
    JSON.stringify([{ name: 'a', text: randomBytes(bytes / 2).toString('hex') }]),
    'gnu',
  ]);
  return header;
}

function flipped(content: Buffer): Buffer {
  const at = Math.floor(content.length / 2);
  content.writeUInt8((content[at] ?? 0) ^ 0x10, at);
  return content;
}
