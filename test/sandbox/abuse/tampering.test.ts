import { expect, test } from 'vitest';
import { inNewLab } from './support/lab.ts';

/** Finds the guest's session and changes it: a program can, and must only hurt itself. */
const SESSION = `
import asyncio, gc
gc.unfreeze()
session = next(thing for thing in gc.get_objects() if type(thing).__name__ == 'Session')
`;

test.each([
  ['tick does nothing', "type(session).tick = lambda self, text: ' '", /^value 1$/],
  ['the answer is no text', 'session._drain = lambda: 5', /^died /],
  ['the answer is no batch', "session._drain = lambda: ' nonsense'", /^died protocol: /],
  ['the answer says more for ever', "session._drain = lambda: '+'", /timed_out/],
  ['the loop is gone', 'session.loop = None', /^value 1$/],
  [
    'the loop never ends',
    'def forever():\n    while True: pass\nsession.loop.run_ready = forever',
    /^value 1$/,
  ],
  ['the outbox is no list', 'session._outbox = None', /^died /],
  ['the run is gone', 'session._run = None', /^(died |value 1|.*timed_out)/],
  ['messages are not understood', 'session._deliver = None', /^(died |value 1|.*timed_out)/],
  ['numbers begin again', 'session._next_call = 1', /^value 1$/],
  ['everything is a call', 'session._outbox.append(\'["call",7,"rm",1,{}]\')', /^value 1$/],
])(
  'H-S1 H-S3 of a session that is broken (%s) the program is the only victim',
  async (_what, change, expected) => {
    await inNewLab(async (lab) => {
      const { end, calls } = await lab.attack(`${SESSION}\n${change}\nawait asyncio.sleep(0)\n1`, {
        limits: { wallClockMs: 1000 },
      });
      expect(end).toMatch(expected);
      expect(calls).toEqual([]);
      // What comes after is a run that works, ends by its clock, or is told that the session died.
      const after = await lab.attack('40 + 2', { limits: { wallClockMs: 1000 } });
      expect(after.end).toMatch(/^(value 42$|died |.*timed_out)/);
    });
  },
);

test.each([
  [
    'values.encode',
    "import sys\nvalues = sys.modules['_causeway.values']\nvalues.encode = lambda value, name: '\"forged\"'",
  ],
  ['json', 'import json\njson.dumps = json.loads = None'],
  ['time', 'import time\ntime.monotonic = time.time = time.sleep = None'],
  ['os', 'import os\nos.write = os.open = os.read = None'],
  [
    'asyncio',
    'import asyncio\nfor name in list(vars(asyncio)):\n    if not name.startswith("_"): setattr(asyncio, name, None)',
  ],
  [
    'heapq and collections',
    'import heapq, collections\nheapq.heappush = heapq.heappop = None\ncollections.deque = None',
  ],
  [
    'traceback and linecache',
    'import traceback, linecache\ntraceback.TracebackException = None\nlinecache.cache = None',
  ],
  ['gc and random', 'import gc, random\ngc.collect = random.seed = None'],
])('H-S3 a session whose %s is broken runs on, or is told to have died', async (_what, change) => {
  await inNewLab(async (lab) => {
    const { end } = await lab.attack(`${change}\n1`, { limits: { wallClockMs: 1000 } });
    expect(end).toMatch(/^(value 1$|error |died |.*timed_out)/);
    const after = await lab.attack('await tools.echo(n=1)', { limits: { wallClockMs: 1000 } });
    expect(after.end).toMatch(/^(value |error |died |.*timed_out)/);
    expect(after.calls.filter((call) => !call.startsWith('echo '))).toEqual([]);
  });
});

test('H-L3 a broken builtin is told at once', async () => {
  await inNewLab(async (lab) => {
    const { end } = await lab.attack('import builtins\ndel builtins.len\n1', {
      limits: { wallClockMs: 3000 },
    });
    expect(end).not.toMatch(/timed_out/);
  });
});

test('H-L1 an interrupt that meets the session’s own code does not end the session', async () => {
  await inNewLab(async (lab) => {
    const { end } = await lab.attack(
      `${SESSION}
real = session._ask_for_timer
def slow(delay):
    for _ in range(15_000_000): pass
    real(delay)
session._ask_for_timer = slow
await asyncio.Event().wait()
`,
      { limits: { wallClockMs: 200 } },
    );
    expect(end).not.toMatch(/^died internal/);
  });
});

test('H-L1 two hundred thousand failing callbacks are told in time', async () => {
  await inNewLab(async (lab) => {
    const { end } = await lab.attack(
      `
import asyncio
def fail(): raise ValueError('x' * 1000)
for _ in range(200_000): asyncio.get_running_loop().call_soon(fail)
await asyncio.sleep(0.1)
`,
      { limits: { wallClockMs: 8000 } },
    );
    expect(end).toBe('value null');
  });
});
