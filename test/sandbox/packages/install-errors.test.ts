import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createNodeSession,
  type NodeSession,
} from '../../../src/sandbox/node/create-node-session.ts';
import { createGuardedFetch } from '../../../src/sandbox/node/network/guarded-fetch.ts';
import { PackageInstaller } from '../../../src/sandbox/node/packages/package-installer.ts';
import { readPlatform } from '../../../src/sandbox/node/packages/platform.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { type IndexServer, startIndex } from './support/index-server.ts';
import { evaluate, refusal, told, withPackages } from './support/package-session.ts';
import { wheel } from './support/wheel.ts';

const OURS = 'cp314-cp314-pyemscripten_2026_0_wasm32';

let index: IndexServer;
let session: NodeSession;

beforeAll(async () => {
  index = await startIndex({
    intercept: (request, response) => {
      if (request.url?.startsWith('/simple/broken/')) {
        response.writeHead(503).end('later');
        return true;
      }
      if (request.url?.startsWith('/simple/nonsense/')) {
        response.setHeader('content-type', 'application/json').end('<html>');
        return true;
      }
      if (request.url?.startsWith('/simple/unknown-type/')) {
        response.setHeader('content-type', 'image/png').end('x');
        return true;
      }
      return request.url?.startsWith('/simple/silent/') === true;
    },
  });
  const good = wheel({ name: 'good', version: '1.0' });
  index.add(
    good,
    wheel({ name: 'needs-missing', version: '1.0', requires: ['good', 'missing>=2'] }),
    wheel({ name: 'needs-broken', version: '1.0', requires: ['good', 'altered'] }),
    { ...wheel({ name: 'altered', version: '1.0' }), sha256: 'f'.repeat(64) },
    wheel({ name: 'native', version: '1.0', tag: OURS }),
    { fileName: 'sourced-1.0.tar.gz', bytes: Buffer.from('x') },
    // Listed, but the file is not there.
    { fileName: 'lost-1.0-py3-none-any.whl' },
  );
  session = await createNodeSession({ allowedHosts: [index.host], packageIndexUrl: index.url });
  await session.installPythonPackages('good==1.0');
});

afterAll(async () => {
  await session.close();
  await index.close();
});

describe('each request that cannot be met is one clear error, and nothing is left of it', () => {
  const cases: [what: string, requirements: string | string[], said: RegExp][] = [
    ['a text that is no requirement', 'six>', /requirement_invalid: "six>" is not a requirement/],
    ['nothing', [''], /requirement_invalid: A requirement is a text that is not empty/],
    [
      'a file of the host',
      'file:///etc/hosts.whl',
      /source_refused: .* file: names a file of the host/,
    ],
    ['a file of the host, loudly', 'FILE:/x-1-py3-none-any.whl', /source_refused/],
    ['a file of the host, after a name', 'x @ fIlE:///x-1-py3-none-any.whl', /source_refused/],
    [
      'a package that is not there',
      'no-such-package',
      /package_not_found: There is no package named no-such-package in the index at 127/,
    ],
    [
      'a version that is not there',
      'good>=2',
      /package_unavailable: No version of good fits: good>=2 is asked for; the index has 1\.0/,
    ],
    [
      'a good package beside one that is not there',
      ['needed-by-none', 'good'],
      /package_not_found/,
    ],
    ['a dependency that is not there', 'needs-missing', /package_not_found: .* named missing/],
    [
      'a file other than the index says',
      'altered',
      /hash_mismatch: altered-1\.0-py3-none-any\.whl has sha256 [0-9a-f]{64}, but the index says sha256 f{64}/,
    ],
    ['a dependency with such a file', 'needs-broken', /hash_mismatch/],
    [
      'a file other than the requirement says',
      `good==1.0 needs-nothing`,
      /requirement_invalid: .* is no condition on a version/,
    ],
    ['source alone', 'sourced', /package_unavailable: sourced 1\.0 is there as source only/],
    [
      'machine code',
      'native',
      /wheel_binary: native 1\.0 has machine code .* createNodeSession\(\{ packages \}\)/,
    ],
    ['a file that the index lists and does not have', 'lost', /download_failed: .* answered 404/],
    ['an index that fails', 'broken', /download_failed: .*\/simple\/broken\/ answered 503/],
    ['an index that says nonsense', 'nonsense', /index_invalid: .* is no page of a package index/],
    ['an index of another kind', 'unknown-type', /index_invalid: .* it is of type image\/png/],
    [
      'a wheel that is not in the session',
      'emfs:/tmp/gone-1.0-py3-none-any.whl',
      /source_refused: Cannot read \/tmp\/gone-1\.0-py3-none-any\.whl/,
    ],
    [
      'a path that is called like no wheel',
      'emfs:/tmp/gone.whl',
      /requirement_invalid: .* called like a wheel/,
    ],
    [
      'a wheel of another name',
      'other @ emfs:/tmp/x-1.0-py3-none-any.whl',
      /requirement_invalid: .* asks for other, but .* is a wheel of x/,
    ],
  ];

  test.each(cases)('%s', async (_what, requirements, said) => {
    expect(await refusal(session, () => session.installPythonPackages(requirements))).toMatch(said);
  });

  test('a request that is no list of texts', async () => {
    for (const given of [undefined, null, 5, {}, [5], [null]]) {
      const asked = session.installPythonPackages(given as never);
      expect(await told(asked)).toMatch(/^PackageError requirement_invalid/);
    }
  });

  test('a file other than the requirement or its URL says', async () => {
    const { fileName, sha256 } = wheel({ name: 'good', version: '1.0' });
    const url = `${index.filesUrl}${fileName}`;
    const wrong = 'e'.repeat(64);
    await withPackages(
      { allowedHosts: [index.host], packageIndexUrl: index.url },
      async (fresh) => {
        for (const [requirement, by] of [
          [`good==1.0 --hash=sha256:${wrong}`, 'the requirement'],
          [`${url}#sha256=${wrong}`, 'the URL'],
          [`good @ ${url}#sha256=${wrong}`, 'the URL'],
        ]) {
          expect(await refusal(fresh, () => fresh.installPythonPackages(requirement ?? ''))).toBe(
            `PackageError hash_mismatch: ${fileName} has sha256 ${sha256}, but ${by} says sha256 ` +
              `${wrong}; do not use the file until you know why`,
          );
        }
      },
    );
  });
});

describe('H-S4 packages come only from where the session may go', () => {
  test('without hosts a name needs a network, and a URL is not allowed', async () => {
    await withPackages({}, async (closed) => {
      expect(await refusal(closed, () => closed.installPythonPackages('six'))).toMatch(
        /^PackageError network_required: six is a name, and to find it a network is required: list \S+ in allowedHosts, and the host on which that index keeps its files$/,
      );
      const url = 'https://example.com/six-1.0-py3-none-any.whl';
      expect(await refusal(closed, () => closed.installPythonPackages(url))).toBe(
        `PackageError host_not_allowed: ${url} is not allowed: the session has no network; list ` +
          'example.com in allowedHosts',
      );
    });
  });

  test('a host off the list is told with what to list, the second one of an index too', async () => {
    const files = await startIndex();
    const split = await startIndex({ filesAt: files.filesUrl });
    const made = wheel({ name: 'x', version: '1.0' });
    files.add(made);
    split.add(made);
    const given = { allowedHosts: [split.host], packageIndexUrl: split.url };
    await withPackages(given, async (half) => {
      expect(await refusal(half, () => half.installPythonPackages('x'))).toBe(
        'PackageError host_not_allowed: Cannot get x-1.0-py3-none-any.whl: ' +
          `GET ${files.filesUrl}x-1.0-py3-none-any.whl is not allowed: the allowed hosts are ` +
          `${split.host}; list 127.0.0.1 in allowedHosts, or run with --allow-host 127.0.0.1`,
      );
      const url = `http://localhost:1/x-1.0-py3-none-any.whl`;
      expect(await refusal(half, () => half.installPythonPackages(url))).toContain(
        'is not allowed: the allowed hosts are ',
      );
    });
    expect(files.asked).toEqual([]);
    await withPackages({ ...given, allowedHosts: [split.host, files.host] }, async (whole) => {
      await whole.installPythonPackages('x');
      expect(await evaluate(whole, 'import x; x.__version__')).toBe('1.0');
    });
    await split.close();
    await files.close();
  });

  test('a wheel cannot depend on a host off the list', async () => {
    const made = wheel({
      name: 'x',
      version: '1.0',
      requires: ['y @ http://localhost:1/y-1.0-py3-none-any.whl'],
    });
    await withPackages({}, async (closed) => {
      await closed.writeFile(made.fileName, made.bytes);
      expect(
        await refusal(closed, () => closed.installPythonPackages(`./${made.fileName}`)),
      ).toContain('http://localhost:1/y-1.0-py3-none-any.whl is not allowed');
    });
  });
});

test('an index that cannot be reached is told as that', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const host = `127.0.0.1:${port}`;
  const given = { allowedHosts: [host], packageIndexUrl: `http://${host}/simple/` };
  await withPackages(given, async (alone) => {
    expect(await refusal(alone, () => alone.installPythonPackages('six'))).toContain(
      'download_failed: Cannot get the list of files of six: ',
    );
  });
});

test('an index that never answers is given up, and an abort ends the wait', async () => {
  const files = await openFiles();
  const installer = new PackageInstaller({
    sandbox: () => Object.assign(files, { fetch: createGuardedFetch([index.host]) }),
    platform: readPlatform(runtimeFiles().pyodideDir),
    indexUrl: index.url,
    diskBytes: 1e6,
    requestMs: 50,
  });
  const asked = installer.install({ requirements: ['silent'], cwd: '/' });
  expect(await told(asked)).toContain('/simple/silent/ did not answer within 50 ms');
  const reason = new Error('the caller gave up');
  const waiting = session.installPythonPackages('silent', { signal: AbortSignal.abort(reason) });
  await expect(waiting).rejects.toBe(reason);
  const abort = new AbortController();
  const aborted = session.installPythonPackages('silent', {
    signal: abort.signal,
    onProgress: () => setImmediate(() => abort.abort(reason)),
  });
  await expect(aborted).rejects.toBe(reason);
  expect(await evaluate(session, '1')).toBe(1);
});

/** Files of a session without any. */
async function openFiles() {
  return {
    readFile: () => Promise.reject(Object.assign(new Error('none'), { code: 'session_file' })),
    listDir: async () => [],
    changeFiles: () => Promise.reject(new Error('nothing is to be changed')),
  };
}

test('credentials in an index’s URL reach it in a header and stand in no error', async () => {
  const seen: (string | undefined)[] = [];
  const closed = await startIndex({
    intercept: (request) => {
      seen.push(request.headers.authorization);
      return false;
    },
  });
  const packageIndexUrl = closed.url.replace('http://', 'http://me:se%40cret@');
  await withPackages({ allowedHosts: [closed.host], packageIndexUrl }, async (open) => {
    const said = await told(open.installPythonPackages('missing'));
    expect(said).toContain('There is no package named missing');
    expect(said).not.toContain('se%40cret');
    expect(seen).toEqual([`Basic ${Buffer.from('me:se@cret').toString('base64')}`]);
    const odd = `http://%ff:%@${closed.host}/files/x-1.0-py3-none-any.whl`;
    expect(await told(open.installPythonPackages(odd))).toMatch(/^PackageError download_failed: /);
  });
  await closed.close();
});

describe('H-L8 a full workspace', () => {
  const big = wheel({
    name: 'big',
    version: '1.0',
    files: {
      'big/__init__.py': '',
      'big/a.bin': new Uint8Array(300_000).map((_, place) => (place * 7919) % 251),
      'big/b.bin': new Uint8Array(300_000).map((_, place) => (place * 104_729) % 251),
    },
  });

  test('takes nothing of a package that does not fit any more', async () => {
    await withPackages({ limits: { diskBytes: 2_000_000 } }, async (small) => {
      await small.writeFile(big.fileName, big.bytes);
      await small.writeFile('ballast', new Uint8Array(1_500_000));
      const said = await refusal(small, () => small.installPythonPackages(`./${big.fileName}`));
      expect(said).toContain('install_failed: Cannot install big 1.0: ');
      expect(said).toContain('the session has no space left (limit diskBytes)');
      await evaluate(small, "import os; os.remove('ballast')");
      await small.installPythonPackages(`./${big.fileName}`);
      expect(await evaluate(small, 'import big; big.__name__')).toBe('big');
    });
  });

  test('keeps the old version whole when the new one does not fit', async () => {
    await withPackages({ limits: { diskBytes: 2_000_000 } }, async (small) => {
      const old = wheel({ name: 'big', version: '0.1' });
      await small.writeFile(old.fileName, old.bytes);
      await small.installPythonPackages(`./${old.fileName}`);
      await small.writeFile(big.fileName, big.bytes);
      await small.writeFile('ballast', new Uint8Array(1_500_000));
      expect(
        await refusal(small, () => small.installPythonPackages(`./${big.fileName}`)),
      ).toContain('install_failed');
      const code = "import big, importlib.metadata as m; [big.__version__, m.version('big')]";
      expect(await evaluate(small, code)).toEqual(['0.1', '0.1']);
    });
  });

  test('is foreseen where a package is larger than the session’s disk', async () => {
    await withPackages({ limits: { diskBytes: 700_000 } }, async (small) => {
      const bomb = wheel({
        name: 'bomb',
        version: '1.0',
        files: { 'bomb.bin': new Uint8Array(5_000_000) },
      });
      await small.writeFile(bomb.fileName, bomb.bytes);
      expect(await refusal(small, () => small.installPythonPackages(`./${bomb.fileName}`))).toBe(
        'PackageError packages_too_large: bomb-1.0-py3-none-any.whl unpacks to more than fits, with ' +
          'the other packages, into the 700,000 bytes of the session (limit diskBytes)',
      );
    });
  });
});

test('a file in the way outside the folder of packages is not written over', async () => {
  const made = wheel({
    name: 'x',
    version: '1.0',
    files: { 'x.py': '', 'x-1.0.data/data/workspace/notes.txt': 'mine now' },
  });
  await withPackages({}, async (open) => {
    await open.writeFile('notes.txt', 'the program’s');
    await open.writeFile(`/tmp/${made.fileName}`, made.bytes);
    expect(
      await refusal(open, () => open.installPythonPackages(`emfs:/tmp/${made.fileName}`)),
    ).toBe(
      'PackageError install_failed: A file that would be installed as /workspace/notes.txt is in ' +
        'the way of another; remove that one first',
    );
  });
});

test('H-L3 a session that is gone says so', async () => {
  await withPackages({}, async (gone) => {
    await gone.runPtc({ code: 'import os; os._exit(3)' });
    expect(await told(gone.installPythonPackages('emfs:/x-1.0-py3-none-any.whl'))).toMatch(
      /^SandboxDied sandbox_died/,
    );
  });
});
