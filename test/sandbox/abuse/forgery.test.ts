import { expect, test } from 'vitest';
import { inNewLab, sharedLab } from './support/lab.ts';

const lab = sharedLab();

/** Opens the host's device the way the guest does, and sends what it likes. */
const DEVICE = `
import os, time
device = os.open('/dev/causeway', os.O_RDWR)
def send(text):
    os.write(device, b'W' + (text if isinstance(text, bytes) else text.encode()))
`;

test('H-S3 H-P7 a forged call of a tool that was not offered is refused, and no handler runs', async () => {
  const { end, calls } = await lab.attack(`${DEVICE}
send('[["call",1,"delete_everything",1,{}]]')
import gc
gc.unfreeze()
session = next(thing for thing in gc.get_objects() if type(thing).__name__ == 'Session')
answers = []
session._run.calls.settle = lambda *answer: answers.append(answer)
session._next_call = 2
import asyncio
while not answers:
    await asyncio.sleep(0.01)
answers
`);
  expect(end).toBe(
    'value [[1,false,["ToolError","no tool delete_everything is offered","unknown_tool"]]]',
  );
  expect(calls).toEqual([]);
  await lab.close();
});

const FORGED = 'died protocol: ';

test.each([
  ['call number -1', '[["call",-1,"echo",1,{}]]', 'a number is not a whole number'],
  ['call number 1.5', '[["call",1.5,"echo",1,{}]]', 'a number is not a whole number'],
  ['call number 2^53', '[["call",9007199254740992,"echo",1,{}]]', 'a number is not a whole number'],
  [
    'call number 1e999',
    '[["call",1e999,"echo",1,{}]]',
    'The number 1e999 is too large; send it as a string',
  ],
  ['call number "1"', '[["call","1","echo",1,{}]]', 'a number is not a whole number'],
  ['call number null', '[["call",null,"echo",1,{}]]', 'a number is not a whole number'],
  ['line -1', '[["call",1,"echo",-1,{}]]', 'a number is not a whole number'],
  ['a tool that is no text', '[["call",1,{"toString":1},1,{}]]', 'a text is not a string'],
  ['arguments that are a list', '[["call",1,"echo",1,[]]]', 'arguments are not an object'],
  ['arguments that are null', '[["call",1,"echo",1,null]]', 'arguments are not an object'],
  ['no arguments', '[["call",1,"echo",1]]', 'arguments are not an object'],
  ['an unknown kind', '[["exec","rm -rf /"]]', 'a message is of no known kind'],
  ['a kind of the other direction', '[["ok",1,2]]', 'a message is of no known kind'],
  ['a message that is no array', '[{"kind":"call"}]', 'a message is not an array'],
  ['a batch that is no array', '{"0":["stop",1]}', 'a batch is not an array'],
  ['a batch that is null', 'null', 'a batch is not an array'],
  ['the end of another run', '[["done",999,"value","1",[]]]', 'a run ended that is not under way'],
  ['an end of no known way', '[["done",1,"explosion",[],[]]]', 'a run ended in no known way'],
  [
    'an end with notes that are no list',
    '[["done",1,"value","1","notes"]]',
    'a list of texts is not an array',
  ],
  ['an end with a value that is no text', '[["done",1,"value",1,[]]]', 'a text is not a string'],
])('H-S3 H-P13 %s ends the session by name', async (_what, batch, told) => {
  const { end, calls } = await lab.attack(`${DEVICE}
send('${batch}')
time.sleep(10)
`);
  expect([end, calls]).toEqual([FORGED + told, []]);
});

test.each([
  ['an empty write', "b''"],
  ['half a JSON text', 'b\'[["call",1\''],
  ['bytes that are not UTF-8', 'b\'["\\xff\\xfe"]\''],
  ['a text of zeros', 'bytes(1000)'],
  ['a frame header', "b'\\x00\\x00\\x00\\x00\\x09\\x00\\x00\\x00'"],
  ['513 levels', "b'[' * 513 + b']' * 513"],
])('H-S3 %s ends the session as forged', async (_what, bytes) => {
  const { end, calls } = await lab.attack(`${DEVICE}
send(${bytes})
time.sleep(10)
`);
  expect(end.startsWith(FORGED)).toBe(true);
  expect(calls).toEqual([]);
});

test.each([
  [
    'the same number twice',
    '[["call",1,"echo",1,{}],["call",1,"echo",1,{}]]',
    'a call number was used twice',
    ['echo {}'],
  ],
  [
    'a number that goes back',
    '[["call",5,"echo",1,{}],["call",4,"echo",1,{}]]',
    'a call number was used twice',
    ['echo {}'],
  ],
])('H-S3 H-P13 %s ends the session after the first call', async (_what, batch, told, made) => {
  const { end, calls } = await lab.attack(`${DEVICE}
send('${batch}')
time.sleep(10)
`);
  expect([end, calls]).toEqual([FORGED + told, made]);
});

test('H-S3 H-L4 more calls at once than the limit end the session at the limit', async () => {
  const { end, calls } = await lab.attack(
    `${DEVICE}
send('[' + ','.join('["call",%d,"echo",1,{}]' % number for number in range(1, 50)) + ']')
time.sleep(10)
`,
    {
      limits: { callsInFlight: 5 },
      onCall: () => new Promise((resolve) => setTimeout(resolve, 100)),
    },
  );
  expect([end, calls.length]).toEqual([`${FORGED}more calls than the limits allow`, 5]);
});

test('H-S3 H-L4 more calls in all than the limit end the session at the limit', async () => {
  const { end, calls } = await lab.attack(
    `${DEVICE}
for number in range(1, 50):
    send('[["call",%d,"echo",1,{}]]' % number)
    time.sleep(0.01)
time.sleep(10)
`,
    { limits: { calls: 7 } },
  );
  expect([end, calls.length]).toEqual([`${FORGED}more calls than the limits allow`, 7]);
});

test('H-S3 the names of arguments can be anything, and stay data', async () => {
  const { end, calls } = await lab.attack(`
await tools.echo(**{'__proto__': {'polluted': 1}, 'constructor': 2, 'id': 'hc_9', 'type': 'host_call'})
`);
  expect(end).toBe(
    'value {"__proto__":{"polluted":1},"constructor":2,"id":"hc_9","type":"host_call"}',
  );
  expect(calls.length).toBe(1);
  expect(({} as Record<string, unknown>).polluted).toBe(undefined);
});

test('H-S3 a tool whose name a program has changed is refused or ends the session', async () => {
  const renamed = await lab.attack("tools.echo.__name__ = 'other'\nawait tools.echo()");
  expect([renamed.end, renamed.calls]).toEqual(['error ToolError: no tool other is offered', []]);
  const injected = await lab.attack(`
tools.echo.__name__ = 'x",1,{}],["call",7,"echo'
await tools.echo()
`);
  // The name breaks out of its text: what is in the batch is then a refused call and a call of echo,
  // which the program may make anyway.
  expect(injected.calls.filter((call) => !call.startsWith('echo '))).toEqual([]);
  await lab.close();
});

test('H-S3 stops and timers for what does not exist change nothing', async () => {
  const { end } = await lab.attack(`${DEVICE}
send('[' + ','.join('["stop",%d]' % number for number in range(2000)) + ']')
for number in range(2000):
    send('[["timer",%d]]' % number)
send('[["timer",null]]')
send('[]')
await tools.echo(n=1)
`);
  expect(end).toBe('value {"n":1}');
  expect(await lab.isWell()).toBe(true);
});

test('H-S3 a program that eats the host’s batches only starves itself', async () => {
  const { end } = await lab.attack(
    `${DEVICE}
os.write(device, b'X[["call",1,"echo",1,{"n":1}]]')
length = int(os.read(device, 16))
eaten = os.read(device, length).decode()
[eaten, await tools.echo(n=2)]
`,
    { limits: { wallClockMs: 2000 } },
  );
  expect(end).toBe('value ["[[\\"ok\\",1,{\\"n\\":1}]]",{"n":2}]');
});

test('H-S3 a device command that does not exist is an error', async () => {
  const { end } = await lab.attack(`
import os
device = os.open('/dev/causeway', os.O_RDWR)
found = []
for command in (b'', b'Q', b'\\0', b'R' * 100, b's1'):
    try:
        found.append(os.write(device, command))
    except OSError as error:
        found.append(error.errno)
found.append(len(os.read(device, 100)))
os.close(device)
found
`);
  expect(end).toBe('value [28,28,28,28,28,0]');
  expect(await lab.isWell()).toBe(true);
});

test('H-S3 H-L1 a wait for ever on the device ends by the wall clock', async () => {
  for (const wait of ["b'Sx'", "b'S-1'", "b'SInfinity'", "b'S1e300'", "b'X[]'"]) {
    await inNewLab(async (own) => {
      const { end } = await own.attack(
        `${DEVICE}
while True:
    try:
        os.write(device, ${wait})
        os.read(device, 16)
    except OSError:
        pass
`,
        { limits: { wallClockMs: 300 } },
      );
      expect(end).toMatch(/\(timed_out by (interrupt|kill)\)$/);
    });
  }
});
