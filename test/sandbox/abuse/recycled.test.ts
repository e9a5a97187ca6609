import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeSession, type NodeSession } from '../../../src/sandbox/node/index.ts';

/** Everything that should be drawn anew in each session. */
const DRAW = `
import os, random, secrets, tempfile, uuid
{'random': random.random(), 'shuffled': random.sample(range(10**9), 3), 'own': random.Random().random(),
 'uuid4': str(uuid.uuid4()), 'uuid1': str(uuid.uuid1()), 'node': uuid.getnode(), 'uuid7': str(uuid.uuid7()),
 'secrets': secrets.token_hex(8), 'urandom': os.urandom(8).hex(), 'device': open('/dev/urandom', 'rb').read(8).hex(),
 'system': random.SystemRandom().random(), 'file': tempfile.NamedTemporaryFile().name, 'folder': tempfile.mkdtemp()}
`;

const LEAVE = `
import asyncio, builtins, gc, json, os, sys
secret = 'left behind'
builtins.left = secret
json.left = secret
os.environ['LEFT'] = secret
sys.modules['left'] = json
sys.path.append('/left')
open('/workspace/left.txt', 'w').write(secret)
open('/tmp/left.txt', 'w').write(secret)
os.chdir('/tmp')
gc.callbacks.append(print)
asyncio.left = secret
ToolError.left = secret
tools.left = secret
import causeway
causeway.left = secret
`;

const LOOK = `
import asyncio, builtins, gc, json, os, sys, causeway
found = [name for name, there in {
    'global': 'secret' in globals(), 'builtin': hasattr(builtins, 'left'), 'attribute': hasattr(json, 'left'),
    'variable': 'LEFT' in os.environ, 'module': 'left' in sys.modules, 'path': '/left' in sys.path,
    'workspace': os.path.exists('/workspace/left.txt'), 'file': os.path.exists('/tmp/left.txt'),
    'folder': os.getcwd() != '/workspace', 'callback': bool(gc.callbacks), 'asyncio': hasattr(asyncio, 'left'),
    'error': hasattr(ToolError, 'left'), 'tools': 'left' in vars(tools), 'causeway': hasattr(causeway, 'left'),
}.items() if there]
found += [text for text in gc.get_objects() if text == 'left behind']
[found, sorted(os.listdir('/workspace')), [name for name in os.listdir('/tmp') if 'left' in name]]
`;

async function value(session: NodeSession, code: string): Promise<unknown> {
  const { value, message } = await session.runPtc({ code });
  if (message !== undefined) throw new Error(message);
  return value;
}

let first: NodeSession;
let second: NodeSession;
beforeAll(async () => {
  [first, second] = await Promise.all([createNodeSession(), createNodeSession()]);
});
afterAll(async () => {
  await Promise.all([first.close(), second.close()]);
});

test('H-S5 nothing random repeats between sessions, at once or one after another', async () => {
  const drawn = [await value(first, DRAW), await value(second, DRAW)] as Record<string, unknown>[];
  const third = await createNodeSession();
  drawn.push((await value(third, DRAW)) as Record<string, unknown>);
  await third.close();
  for (const name of Object.keys(drawn[0] ?? {})) {
    const seen = new Set(drawn.map((one) => JSON.stringify(one[name])));
    expect(`${name}: ${seen.size}`).toBe(`${name}: 3`);
  }
});

test('H-S5 what one session leaves anywhere, none of its time or later sees', async () => {
  await value(first, LEAVE);
  expect(await value(second, LOOK)).toEqual([[], [], []]);
  const later = await createNodeSession();
  expect(await value(later, LOOK)).toEqual([[], [], []]);
  await later.close();
});

test('H-S5 sessions of one cache share the seed of string hashes, on purpose: they share an image', async () => {
  const hashes = await Promise.all([first, second].map((one) => value(one, "hash('abc')")));
  expect(hashes[0]).toBe(hashes[1]);
});

test('H-S5 a fresh hash seed differs from the shared one, and leaves no descriptor open', async () => {
  const shared = await value(first, "[hash('abc'), hash('def')]");
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = process.platform === 'linux' ? open() : 0;
  for (let round = 0; round < 2; round += 1) {
    const fresh = await createNodeSession({ hashSeed: 'fresh' });
    expect(await value(fresh, "[hash('abc'), hash('def')]")).not.toEqual(shared);
    await fresh.close();
  }
  if (process.platform === 'linux') expect(open()).toBe(before);
});
