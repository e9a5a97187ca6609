import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, textOf } from './source-files.ts';

interface Manifest {
  bin: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
}

const manifest = JSON.parse(textOf('package.json')) as Manifest;
const entries = Object.entries(manifest.exports);
const named = [
  ...Object.values(manifest.bin),
  ...entries.flatMap(([, target]) => (typeof target === 'string' ? target : Object.values(target))),
].map((path) => path.replace(/^\.\//, ''));

/** What `npm pack` would publish, by npm's own account. */
function packedFiles(): string[] {
  // npm is a script without an extension on one system and a .cmd file on another; a shell knows.
  const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const report = JSON.parse(answer) as unknown;
  const [packed] = Object.values(report as Record<string, { files: { path: string }[] }>);
  return (packed?.files ?? []).map(({ path }) => path);
}

describe('the published package', () => {
  const files = packedFiles();

  test('has every file that package.json names', () => {
    expect(named.filter((path) => !files.includes(path))).toEqual([]);
  });

  test('has the Python that runs in the sandbox', () => {
    expect(files.filter((path) => path.endsWith('.py')).length).toBeGreaterThan(0);
  });

  test('has the emitter for Python, to be given to programs that report', () => {
    expect(files).toContain('python/src/causeway_emitter.py');
  });

  test('has its licence, its readme and its threat model', () => {
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'THREAT_MODEL.md']));
  });

  test('has nothing but built files and these texts', () => {
    const allowed =
      /^(dist\/|docs\/.*\.md$|examples\/host-from-python\/client\.py$|python\/src\/causeway_emitter\.py$|LICENSE$|README\.md$|THREAT_MODEL\.md$|package\.json$)/;
    expect(files.filter((path) => !allowed.test(path))).toEqual([]);
    expect(files.filter((path) => /\.test\.|tsbuildinfo|(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  test('has no map of sources that it does not have', () => {
    const dangling = files
      .filter((path) => path.endsWith('.map'))
      .filter((path) => {
        const { sources } = JSON.parse(textOf(path)) as { sources: string[] };
        return !sources.every((source) => files.includes(join(dirname(path), source)));
      });
    expect(dangling).toEqual([]);
  });

  test('exports what its types and errors are called by', async () => {
    const names = Object.keys((await import(import.meta.resolve('causeway'))) as object);
    expect(names.sort()).toEqual([
      'AgentRunError',
      'CausewayError',
      'DEFAULT_LIMITS',
      'DEFAULT_WORKSPACE_DIR',
      'HostError',
      'NetworkError',
      'PackageError',
      'SandboxDied',
      'SandboxStartError',
      'SessionFileError',
      'agentJournal',
      'attachAgentRun',
      'connectHost',
      'createMemoryJournal',
      'createNodeSession',
      'createRuntime',
      'defaultDataDirectory',
      'defineTool',
      'describeTools',
      'openSqliteJournal',
      'resolveAssetPath',
      'resolveNodeHostPath',
      'startAgentRun',
    ]);
    const types = textOf('dist/index.d.ts');
    for (const name of [
      'HostCall',
      'HostCallAnswer',
      'Isolation',
      'Journal',
      'NodeSession',
      'NodeSessionOptions',
      'RunEvent',
      'RunPtcRequest',
      'RuntimeSession',
    ]) {
      expect(types).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });

  // A program and not a library: it serves whoever imports it.
  const script = './host';

  test('serves the host protocol when its script is imported', () => {
    const program = "await import('causeway/host'); console.log('imported');";
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd: root, encoding: 'utf8', input: '{"id":1,"method":"close"}\n' },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout:
        '{"type":"ack","capabilities":{"host_call":"v1"}}\n{"id":1,"ok":true,"result":{"closed":true}}\n',
      stderr: 'imported\n',
    });
  });

  test.each(entries.filter(([path, target]) => typeof target !== 'string' && path !== script))(
    'offers something under %s',
    async (subpath) => {
      const name = ['causeway', ...subpath.split('/').slice(1)].join('/');
      const resolved = import.meta.resolve(name);
      const exported = (await import(resolved)) as object;
      expect(Object.keys(exported).length).toBeGreaterThan(0);
    },
  );

  test('starts its command with the line that finds Node', () => {
    const command = manifest.bin.causeway ?? '';
    expect(existsSync(join(root, command))).toBe(true);
    expect(textOf(command).startsWith('#!/usr/bin/env node\n')).toBe(true);
  });
});
