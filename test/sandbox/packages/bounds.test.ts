import { describe, expect, test } from 'vitest';
import { admitsPython } from '../../../src/sandbox/node/packages/index/choose-file.ts';
import { parseHtmlPage } from '../../../src/sandbox/node/packages/index/html-page.ts';
import { parseJsonPage } from '../../../src/sandbox/node/packages/index/index-page.ts';
import { PackageInstaller } from '../../../src/sandbox/node/packages/package-installer.ts';
import { runPip } from '../../../src/sandbox/node/packages/pip/run-pip.ts';
import { readPlatform } from '../../../src/sandbox/node/packages/platform.ts';
import { parseRequirement } from '../../../src/sandbox/node/packages/requirement/parse-requirement.ts';
import { parseRecord } from '../../../src/sandbox/node/packages/wheel/record.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';

const platform = readPlatform(runtimeFiles().pyodideDir);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A session in which every file reads the same: one that a program has linked to many names. */
function withFiles(names: readonly string[], read: (path: string) => string) {
  const readFile = async (path: string): Promise<Uint8Array> => bytes(read(path));
  const changed: { remove: readonly string[] }[] = [];
  const sandbox = {
    readFile,
    listDir: async () => names,
    async changeFiles(_folder: string, changes: { remove: readonly string[] }) {
      changed.push(changes);
    },
  };
  const installer = new PackageInstaller({ platform, sandbox: () => sandbox, diskBytes: 1e8 });
  return { installer, context: { installer, cwd: '/', readFile }, changed };
}

const infos = (count: number): string[] =>
  Array.from({ length: count }, (_, place) => `x${place}.dist-info`);

describe('H-L4 of what a program wrote the host reads', () => {
  test('so much METADATA, however many names it has', async () => {
    const text = `Name: b\nVersion: 1\n${'Summary: s\n'.repeat(90_000)}\n`;
    const { installer } = withFiles(infos(200), () => text);
    // 64 MiB of 990,020 bytes each.
    expect((await installer.list()).length).toBe(67);
  });

  test('so much RECORD', async () => {
    let records = 0;
    const { installer, changed } = withFiles(infos(40), (path) => {
      if (path.endsWith('METADATA')) return 'Name: b\nVersion: 1\n';
      records += 1;
      return `../../gone.py,,\n${' '.repeat(8_000_000)}`;
    });
    await expect(installer.uninstall(['b'])).rejects.toThrow('has no RECORD of its files');
    expect([records, changed]).toEqual([9, []]);
  });

  test('no names and versions that no package has', async () => {
    const texts = [
      `Name: ${'a'.repeat(1_000_000)}\nVersion: 1\n`,
      `Name: b\nVersion: ${'1.'.repeat(100_000)}1\n`,
      `Name: c\nVersion: 12345678901234567890\n`,
      'Name: d\nVersion: 1\n',
    ];
    const { context } = withFiles(infos(4), (path) => texts[Number(path.at(-20))] ?? '');
    expect(await runPip(['list', '--format', 'freeze'], context)).toEqual({
      stdout: 'd==1\n',
      stderr: '',
      exitCode: 0,
    });
  });

  test('so many requirements files, a file that is included twice counted twice', async () => {
    let read = 0;
    const { context } = withFiles([], (path) => {
      read += 1;
      const level = Number(path.slice(2));
      return level < 18 ? `-r f${level + 1}\n-r f${level + 1}\n` : 'six\n';
    });
    const { stderr, exitCode } = await runPip(['install', '-r', 'f0'], context);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('files include each other, or too many'),
    ]);
    expect(read).toBe(100);
    const long = withFiles([], () => 'six\n'.repeat(10_001));
    expect((await runPip(['install', '-r', 'f'], long.context)).stderr).toContain(
      'it has more than 10000 requirements',
    );
  });
});

describe('H-L4 of what an index or a wheel says the host reads', () => {
  test('so many files', () => {
    const entry = { filename: 'x-1.0.tar.gz', url: 'x' };
    const page = (count: number): string => JSON.stringify({ files: Array(count).fill(entry) });
    expect(parseJsonPage(page(50_000), 'https://h/').length).toBe(50_000);
    expect(() => parseJsonPage(page(50_001), 'https://h/')).toThrow('more than 50000 files');
    const link = '<a href="x">x-1.0.tar.gz</a>\n';
    expect(parseHtmlPage(link.repeat(50_000), 'https://h/').length).toBe(50_000);
    expect(() => parseHtmlPage(link.repeat(50_001), 'https://h/')).toThrow('more than 50000 files');
    expect(() => parseHtmlPage('<a '.repeat(300_000), 'https://h/')).toThrow('more than 50000');
  });

  test('versions and conditions of a size that people write', () => {
    const digits = '1'.repeat(400);
    for (const operator of ['>', '<', '~=', '==', '!=', '>=', '<=']) {
      // What cannot be read asks for nothing, and does not throw either.
      expect(admitsPython(`${operator}${digits}`, '3.14.2')).toBe(true);
      expect(() => parseRequirement(`x${operator}${digits}`, '/')).toThrow('is no condition');
    }
    expect(() => parseRequirement(`x${'>1,'.repeat(101)}`, '/')).toThrow('is no condition');
  });

  test('a RECORD whose quotes never end, or that is nothing but quotes', () => {
    expect(parseRecord('"'.repeat(3_000_000))).toBe(null);
    expect(parseRecord(`"${'""'.repeat(100)}",,\n`)).toEqual([
      { path: '"'.repeat(100), hash: '', size: '' },
    ]);
    expect(parseRecord('"a"b,,\n')).toBe(null);
    expect(parseRecord('a"b,,\n')).toBe(null);
  });
});
