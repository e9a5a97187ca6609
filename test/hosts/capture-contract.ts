import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '../../src/hosts/files.ts';
import type { Host } from '../../src/hosts/host.ts';
import { runShell } from './run-shell.ts';
import { startSwapping } from './swapper.ts';

/** A host whose files are those of this machine. */
export interface CapturingHost {
  host: Pick<Host, 'capture'>;
  close(): Promise<void>;
}

const SECRET = 'the secret of somebody else';

/** What every host must make of files that an untrusted program hands over. */
export function describeCapture(
  name: string,
  open: () => Promise<CapturingHost>,
  { tries = 3000, hardLinkRace = true }: { tries?: number; hardLinkRace?: boolean } = {},
): void {
  describe(`capture: ${name}`, () => {
    let opened: CapturingHost;
    let folder: string;
    let root: string;

    beforeAll(async () => {
      opened = await open();
      folder = await mkdtemp('/tmp/causeway-capture-');
      root = join(folder, 'deliverables');
      await mkdir(root);
      await writeFile(join(folder, 'secret'), SECRET);
    });
    afterAll(async () => {
      await opened?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function take(
      path: string,
      maxBytes = 1_000_000,
      from = root,
    ): Promise<{ capture: Capture; bytes: Buffer }> {
      const pieces: Uint8Array[] = [];
      const write = (piece: Uint8Array): void => void pieces.push(piece);
      const capture = await opened.host.capture({ root: from, path, maxBytes, write });
      return { capture, bytes: Buffer.concat(pieces) };
    }
    const at = (path: string): string => join(root, path);

    test.each([
      ['a name', 'report.txt'],
      ['a name in folders', 'a/b/report.txt'],
      ['spaces, quotes and dollars', `it's "$(id)" \`x\` *.txt`],
      ['a line break and a tab', 'one\ntwo\tthree'],
      ['a dash at the front', '-rf'],
      ['letters beyond ASCII', 'Größe 😀.md'],
      ['the ending of a name that is gone', 'x (deleted)'],
    ])('takes a file with %s', async (_, path) => {
      await mkdir(join(at(path), '..'), { recursive: true });
      await writeFile(at(path), `content of ${path}`);
      const { capture, bytes } = await take(path);
      expect(bytes.toString()).toBe(`content of ${path}`);
      expect(capture).toEqual({
        ok: true,
        size: Buffer.byteLength(`content of ${path}`),
        sha256: createHash('sha256').update(`content of ${path}`).digest('hex'),
        stable: true,
      });
    });

    test('takes an empty file and one of 5 MB with every byte', async () => {
      const big = Buffer.alloc(
        5_000_000,
        Uint8Array.from({ length: 256 }, (_, byte) => byte),
      );
      await writeFile(at('empty'), '');
      await writeFile(at('big'), big);
      expect((await take('empty')).capture).toMatchObject({ ok: true, size: 0 });
      const { capture, bytes } = await take('big', 5_000_000);
      expect(capture).toMatchObject({ ok: true, size: 5_000_000, stable: true });
      expect(bytes.equals(big)).toBe(true);
    });

    test.each([
      ['/etc/passwd'],
      ['../secret'],
      ['a/../../secret'],
      ['..'],
      [''],
      ['.'],
      ['a\0b'],
      ['x'.repeat(5000)],
    ])('H-A6 refuses the path %j as outside', async (path) => {
      expect((await take(path)).capture).toMatchObject({ ok: false, fault: 'outside' });
    });

    test.each([
      ['a FIFO', 'mkfifo x', 'x', 'not_regular'],
      ['a folder', 'mkdir x', 'x', 'not_regular'],
      [
        'a socket',
        `python3 -c 'import socket as s; s.socket(s.AF_UNIX).bind("x")'`,
        'x',
        'not_regular',
      ],
      ['a link to a file inside', 'echo in > y; ln -s y x', 'x', 'symbolic_link'],
      ['a link to a file outside', 'ln -s ../secret x', 'x', 'symbolic_link'],
      ['a link to a device', 'ln -s /dev/zero x', 'x', 'symbolic_link'],
      ['a link that leads nowhere', 'ln -s nowhere x', 'x', 'symbolic_link'],
      ['a link in the way', 'ln -s .. x', 'x/secret', 'symbolic_link'],
      ['a hard link', 'ln ../secret x', 'x', 'hard_link'],
      ['a file of 10 GB without content', 'truncate -s 10G x', 'x', 'too_large'],
      ['a file one byte too large', 'head -c 1000001 /dev/zero > x', 'x', 'too_large'],
      ['a file that is not there', ':', 'x', 'not_found'],
      ['a file in a folder that is none', 'echo > x', 'x/y', 'not_found'],
      ['a name longer than a name may be', ':', 'n'.repeat(300), 'not_found'],
    ])('H-A6 refuses %s', async (_, command, path, fault) => {
      await rm(at('x'), { recursive: true, force: true });
      await runShell(command, root);
      const { capture, bytes } = await take(path);
      expect(capture).toMatchObject({ ok: false, fault });
      expect(bytes.toString()).toBe('');
      await rm(at('x'), { recursive: true, force: true });
    });

    test('H-A6 refuses a device that stands in the folder itself', async () => {
      await runShell('mknod zero c 1 5 || ln -s /dev/zero zero', root);
      const { capture } = await take('zero');
      expect(capture).toMatchObject({ ok: false });
      expect(['not_regular', 'symbolic_link']).toContain(capture.ok || capture.fault);
    });

    test('H-A6 refuses a folder of deliverables that is itself a link', async () => {
      const other = join(folder, 'linked');
      await mkdir(join(folder, 'private'), { recursive: true });
      await writeFile(join(folder, 'private/key'), SECRET);
      await symlink('private', other);
      const { capture, bytes } = await take('key', 1000, other);
      expect(capture).toMatchObject({ ok: false, fault: 'symbolic_link' });
      expect(bytes.toString()).not.toContain('secret');
    });

    test('H-A5 takes the bytes that are there at each call', async () => {
      await writeFile(at('versions'), 'version 1');
      const first = await take('versions');
      await writeFile(at('versions'), 'version 2, longer');
      const second = await take('versions');
      expect(first.bytes.toString()).toBe('version 1');
      expect(second.bytes.toString()).toBe('version 2, longer');
      expect(first.capture).not.toEqual(second.capture);
    });

    test('H-A5 takes a file as it was opened when another one replaces it meanwhile', async () => {
      await writeFile(at('replaced'), Buffer.alloc(2_000_000, 'v1'));
      await writeFile(at('replacing'), 'v2');
      const pieces: Uint8Array[] = [];
      const capture = await opened.host.capture({
        root,
        path: 'replaced',
        maxBytes: 3_000_000,
        async write(piece) {
          if (pieces.length === 0) await rename(at('replacing'), at('replaced'));
          pieces.push(piece);
        },
      });
      expect(capture).toMatchObject({ ok: true, size: 2_000_000, stable: true });
      expect(Buffer.concat(pieces).equals(Buffer.alloc(2_000_000, 'v1'))).toBe(true);
    });

    test('H-A6 attackers that swap links, folders and names never get out what is not theirs', async () => {
      const attacks = [
        { path: 'last/file', words: await lastComponent() },
        { path: 'way/file', words: await folderInTheWay() },
        ...(hardLinkRace ? [{ path: 'flip/file', words: await hardLink() }] : []),
      ];
      for (const { path, words } of attacks) {
        await using _ = await startSwapping(...words);
        const seen = { own: 0, refused: 0, secret: 0 };
        for (let count = 0; count < tries; count += 1) {
          const { capture, bytes } = await take(path);
          if (!capture.ok) seen.refused += 1;
          else if (bytes.toString() === 'own') seen.own += 1;
          else seen.secret += 1;
        }
        expect(seen.secret).toBe(0);
        expect(seen.own + seen.refused).toBe(tries);
        // The attack was there to be seen.
        expect(seen.refused).toBeGreaterThan(0);
      }
    });

    async function lastComponent(): Promise<string[]> {
      await mkdir(at('last'));
      await writeFile(at('last/file'), 'own');
      await symlink('../../secret', at('last/other'));
      return ['exchange', at('last/file'), at('last/other')];
    }

    async function folderInTheWay(): Promise<string[]> {
      await mkdir(at('way'));
      await writeFile(at('way/file'), 'own');
      await mkdir(join(folder, 'elsewhere'));
      await writeFile(join(folder, 'elsewhere/file'), SECRET);
      await symlink('../elsewhere', at('other'));
      return ['exchange', at('way'), at('other')];
    }

    async function hardLink(): Promise<string[]> {
      await mkdir(at('flip'));
      await writeFile(at('flip/file'), 'own');
      return ['relink', join(folder, 'secret'), at('flip/file'), 'own'];
    }
  });
}
