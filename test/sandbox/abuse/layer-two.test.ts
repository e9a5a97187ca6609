import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  chooseLauncher,
  findProgram,
  type LauncherChoice,
} from '../../../src/sandbox/node/launcher.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { Sandbox } from '../../../src/sandbox/node/sandbox.ts';
import { isRoot, nobody } from '../support/nobody.ts';
import { type LiveTargets, openTargets } from './support/targets.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
let live: LiveTargets;

beforeAll(async () => {
  const project = join(here, '..', '..', '..');
  live = await openTargets(
    join(project, 'package.json'),
    join(project, 'src/sandbox/common/frames.ts'),
  );
});
afterAll(() => live.close());

/** Refused at every level, by the permission model, the flags or what was taken away. */
const ALWAYS: Record<string, string> = {
  'read /etc/passwd': 'denied ERR_ACCESS_DENIED',
  'read /etc/passwd by promise': 'denied ERR_ACCESS_DENIED',
  'read a file of the project': 'denied ERR_ACCESS_DENIED',
  'read the runtime again': 'denied ERR_ACCESS_DENIED',
  'stat /etc/passwd': 'denied ERR_ACCESS_DENIED',
  'list the root folder': 'denied ERR_ACCESS_DENIED',
  'read /proc/self/environ': 'denied ERR_ACCESS_DENIED',
  'read memory of the process': 'denied ERR_ACCESS_DENIED',
  'open the image for writing': 'denied ERR_ACCESS_DENIED',
  'write to the image': 'denied EBADF',
  'write a file': 'denied ERR_ACCESS_DENIED',
  'write into the runtime': 'denied ERR_ACCESS_DENIED',
  'make a folder': 'denied ERR_ACCESS_DENIED',
  'make a symbolic link': 'denied ERR_ACCESS_DENIED',
  'delete a file': 'denied ERR_ACCESS_DENIED',
  'watch a folder': 'denied ERR_ACCESS_DENIED',
  'spawn a process': 'denied ERR_ACCESS_DENIED',
  'spawn asynchronously': 'denied ERR_ACCESS_DENIED',
  'fork a cluster worker': 'denied ERR_ACCESS_DENIED',
  'worker with no flags': 'denied ERR_ACCESS_DENIED',
  'worker with wider flags': 'denied ERR_ACCESS_DENIED',
  'worker as inherited': 'denied ERR_ACCESS_DENIED',
  fetch: 'denied ReferenceError',
  WebSocket: 'denied ReferenceError',
  sqlite: 'denied ABSENT',
  inspector: 'denied ERR_ACCESS_DENIED',
  'inspector session': 'denied ERR_ACCESS_DENIED',
  addon: 'denied ERR_DLOPEN_DISABLED',
  'process.dlopen': 'denied TypeError',
  wasi: 'denied ERR_ACCESS_DENIED',
  'module hooks': 'denied ERR_ACCESS_DENIED',
  'trace events': 'denied ERR_TRACE_EVENTS_UNAVAILABLE',
  'heap snapshot': 'denied ERR_ACCESS_DENIED',
  'internal binding': 'denied ERR_ACCESS_DENIED',
  'process.getBuiltinModule': 'denied TypeError',
  'process.env': 'denied ABSENT',
  'process.report': 'denied TypeError',
  'variables of the host in a report': 'denied ABSENT',
  'process.chdir': 'denied ERR_WORKER_UNSUPPORTED_OPERATION',
  'process.kill': 'denied TypeError',
  eval: 'denied EvalError',
  'Function constructor': 'denied EvalError',
  // Running code in a realm it already owns gives an attacker nothing.
  'vm script': 'open',
  'import from a data: URL': 'open',
};

const EMFILE = 'denied EMFILE';

interface Level {
  launcher: LauncherChoice;
  limits: boolean;
  /** The attacks whose outcome depends on the level. */
  varies: Record<string, string>;
  arrives: string[];
}

const NETWORK = [
  'tcp connect',
  'http request',
  'tcp listen',
  'unix socket',
  'abstract socket',
  'udp send',
];
const LIMITED: Record<string, string> = {
  ...Object.fromEntries(NETWORK.map((name) => [name, EMFILE])),
  'signal a process of the same user': 'open',
};

const LEVELS: Record<string, Level> = {
  basic: {
    launcher: 'none',
    limits: false,
    varies: {
      ...Object.fromEntries(NETWORK.map((name) => [name, 'open'])),
      'dns lookup': 'open',
      'signal a process of the same user': 'open',
    },
    arrives: ['abstract', 'tcp', 'tcp', 'udp', 'unix'],
  },
  limited: { launcher: 'none', limits: true, varies: LIMITED, arrives: [] },
  'unshare alone': {
    launcher: 'unshare',
    limits: false,
    varies: {
      'tcp connect': 'denied ENETUNREACH',
      'http request': 'denied ENETUNREACH',
      // In a network of its own that leads nowhere.
      'tcp listen': 'open',
      'unix socket': 'open',
      'abstract socket': 'denied ECONNREFUSED',
      'udp send': 'denied ENETUNREACH',
      'dns lookup': 'open',
      'signal a process of the same user': 'open',
    },
    arrives: ['unix'],
  },
  'unshare, limited': { launcher: 'unshare', limits: true, varies: LIMITED, arrives: [] },
  'bwrap alone': {
    launcher: 'bwrap',
    limits: false,
    varies: {
      'tcp connect': 'denied ECONNREFUSED',
      'http request': 'denied ECONNREFUSED',
      'tcp listen': 'open',
      'unix socket': 'denied ENOENT',
      'abstract socket': 'denied ECONNREFUSED',
      'udp send': 'open',
      'dns lookup': 'denied EAI_AGAIN',
      'signal a process of the same user': 'denied errno 3',
    },
    arrives: [],
  },
  'bwrap, limited': {
    launcher: 'bwrap',
    limits: true,
    varies: { ...LIMITED, 'signal a process of the same user': 'denied errno 3' },
    arrives: [],
  },
};

/** Why a level cannot be had on this machine, or null. */
function missing({ launcher, limits }: Level): string | null {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (limits && !isAbsolute(findProgram('prlimit')))
    return 'there is no prlimit (package util-linux)';
  try {
    chooseLauncher(launcher, runtimeFiles());
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function runBattery(
  level: Level,
  uid?: number,
  kind: 'python' | 'shell' = 'python',
): Promise<Record<string, string>> {
  const args = [
    '--no-warnings',
    join(here, 'fixtures', 'run-battery.ts'),
    level.launcher,
    level.limits ? 'limits' : 'no-limits',
    JSON.stringify(live.targets),
    kind,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A variable that must not be found in the sandbox.
    env: { PATH: process.env.PATH ?? '', CAUSEWAY_SECRET: 'of the host' },
    ...(uid !== undefined && { uid, gid: uid }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(stdout) as Record<string, string>);
      else reject(new Error(`The battery ended with ${code}: ${stderr}`));
    });
  });
}

const cases = Object.entries(LEVELS).flatMap(([name, level]) => {
  const reason = missing(level);
  if (reason !== null) {
    process.stderr.write(`Not tried here: sandbox level ${name}: ${reason}\n`);
    return [];
  }
  // Root is not bound by every limit: where the tests run as root, an ordinary user tries as well.
  return nobody !== null
    ? [
        { name, level },
        { name: `${name}, as nobody`, level, uid: nobody.uid },
      ]
    : [{ name, level }];
});

test.each(cases)(
  'H-S2 with the interpreter fallen, level $name holds what it says',
  async ({ level, uid }) => {
    const asRoot = isRoot && uid === undefined;
    // Looking up a name needs a thread, which the limits refuse: Node then aborts.
    const aborted = level.launcher === 'bwrap' ? '139' : 'SIGABRT';
    const lookup = asRoot ? 'denied ENOTFOUND' : `ends the process (${aborted})`;
    const results = await runBattery(level, uid);
    expect(results).toEqual({
      ...ALWAYS,
      ...(level.limits && { 'dns lookup': lookup }),
      ...level.varies,
    });
    expect(live.takeArrivals()).toEqual(level.arrives);
  },
);

const limitedCases = cases.filter(({ level }) => level.limits);

test.each(limitedCases)(
  'H-S2 with the shell fallen, level $name holds what it says',
  async ({ level, uid }) => {
    const asRoot = isRoot && uid === undefined;
    const aborted = level.launcher === 'bwrap' ? '139' : 'SIGABRT';
    const lookup = asRoot ? 'denied ENOTFOUND' : `ends the process (${aborted})`;
    const { 'write to the image': written, ...results } = await runBattery(level, uid, 'shell');
    // There is no image: the descriptor of that number is one of Node's own.
    expect(written).toMatch(/^denied E(BADF|INVAL|SPIPE)$/);
    const { 'write to the image': _, ...always } = ALWAYS;
    expect(results).toEqual({ ...always, 'dns lookup': lookup, ...level.varies });
    expect(live.takeArrivals()).toEqual(level.arrives);
  },
);

test('H-S2 the folders of the machine are as they were after all attacks', () => {
  expect(readdirSync(live.targets.openFolder).sort()).toEqual(['listener.sock', 'precious']);
});

/** Limits of the process that really runs programs, found by its command line. */
function limitsOfSandboxes(): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (command[1] !== '--permission' || !isOurs(pid)) continue;
      const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
      found.push(
        ['open files', 'processes', 'file size', 'core file size']
          .map((name) => new RegExp(`^Max ${name}\\s+(\\S+)`, 'm').exec(limits)?.[1])
          .join(' '),
      );
    } catch {
      // Gone between the listing and the reading.
    }
  }
  return found;
}

function isOurs(pid: string): boolean {
  for (let at = pid; at !== '0' && at !== '1'; ) {
    if (at === String(process.pid)) return true;
    at = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${at}/status`, 'utf8'))?.[1] ?? '0';
  }
  return false;
}

for (const launcher of ['none', 'unshare', 'bwrap'] as const) {
  const reason = missing({ launcher, limits: true, varies: {}, arrives: [] });
  if (reason !== null) continue;
  test(`H-S2 with launcher ${launcher} the limits are on the process that runs programs`, async () => {
    const sandbox = await Sandbox.open({ launcher });
    try {
      expect(sandbox.isolation.layers.find(({ name }) => name === 'resource limits')?.active).toBe(
        true,
      );
      expect(limitsOfSandboxes()).toEqual(['0 0 0 0']);
    } finally {
      await sandbox.close();
    }
  });
}
