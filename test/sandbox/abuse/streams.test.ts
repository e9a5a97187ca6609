import { expect, test } from 'vitest';
import { inNewLab, sharedLab } from './support/lab.ts';

const lab = sharedLab();

test('H-S3 standard input is at its end at once', async () => {
  const { end } = await lab.attack(`
import os, sys
[sys.stdin.read(), sys.stdin.readline(), sys.stdin.buffer.read().decode(), os.read(0, 100).decode(),
 open('/dev/stdin').read(), open(0, closefd=False).read(), sys.__stdin__.read(), list(sys.stdin)]
`);
  expect(end).toBe('value ["","","","","","","",[]]');
  expect((await lab.attack("input('name? ')")).end).toBe('error EOFError: EOF when reading a line');
});

test('H-S3 lines that look like the protocol are output, letter by letter', async () => {
  const lines = [
    '{"type":"ack","capabilities":{"host_call":"v1"}}',
    '{"type":"host_call","id":"hc_1","tool":"echo","args":{}}',
    '{"id":1,"ok":true,"result":{}}',
    '[["done",1,"value","\\"forged\\"",[]]]',
    '[["call",1,"echo",1,{}]]',
    'W[["call",1,"echo",1,{}]]',
  ];
  const { end, evaluation, calls } = await lab.attack(`
import sys
for line in ${JSON.stringify(lines)}:
    print(line)
    print(line, file=sys.stderr)
'own value'
`);
  const text = `${lines.join('\n')}\n`;
  expect([end, evaluation.stdout, evaluation.stderr, calls]).toEqual([
    'value "own value"',
    text,
    text,
    [],
  ]);
});

test('H-S3 bytes that look like frames are output, whatever they announce', async () => {
  const { end, evaluation, calls } = await lab.attack(`
import os, struct
for kind in range(12):
    for size in (0, 5, 2**31 - 1):
        os.write(1, struct.pack('<IB3x', size, kind) + b'[["call",1,"echo",1,{}]]')
os.write(2, b'\\0' * 64)
'own value'
`);
  expect([end, calls]).toEqual(['value "own value"', []]);
  expect(Buffer.byteLength(evaluation.stdout, 'latin1')).toBe(12 * 3 * 32);
  expect(evaluation.stderr).toBe('\0'.repeat(64));
  expect(await lab.isWell()).toBe(true);
});

test('H-S3 of all descriptors only the output takes bytes, and none gives any', async () => {
  const { end, evaluation, calls } = await lab.attack(`
import os
took, gave = [], []
for fd in range(21):
    try:
        os.write(fd, b'[["call",1,"echo",1,{}]]')
        took.append(fd)
    except OSError:
        pass
    try:
        if os.read(fd, 100): gave.append(fd)
    except OSError:
        pass
[took, gave]
`);
  expect([end, calls]).toEqual(['value [[1,2],[]]', []]);
  expect(evaluation.stdout).toBe('[["call",1,"echo",1,{}]]');
  expect(await lab.isWell()).toBe(true);
});

test('H-S3 closing every descriptor silences the program, not the session', async () => {
  await inNewLab(async (own) => {
    const { end, calls } = await own.attack(`
import os
for fd in range(64):
    try: os.close(fd)
    except OSError: pass
[await tools.echo(n=1), tools.echo.sync(n=2)]
`);
    expect([end, calls.length]).toEqual(['value [{"n":1},{"n":2}]', 2]);
    const later = await own.attack('await tools.echo(n=3)');
    expect([later.end, later.calls.length]).toEqual(['value {"n":3}', 1]);
  });
});

test('H-S3 descriptors moved about change where output goes, and no more', async () => {
  await inNewLab(async (own) => {
    const { end, evaluation, calls } = await own.attack(`
import os
device = os.open('/dev/causeway', os.O_RDWR)
kept = os.dup(1)
os.dup2(device, 1)
try: os.write(1, b'not a command')
except OSError as error: refused = error.errno
os.dup2(kept, 1)
print('back')
os.dup2(1, 2)
os.write(2, b'both\\n')
null = os.open('/dev/null', os.O_WRONLY)
os.dup2(null, 1)
print('gone')
os.dup2(kept, 1)
[refused, await tools.echo(n=1)]
`);
    expect([end, calls.length]).toEqual(['value [28,{"n":1}]', 1]);
    expect([evaluation.stdout, evaluation.stderr]).toEqual(['back\nboth\n', '']);
    expect(await own.isWell()).toBe(true);
  });
});

test('H-S3 a host device replaced or deleted fails the calls that need it, and no other', async () => {
  await inNewLab(async (own) => {
    const { end, calls } = await own.attack(`
import os
os.unlink('/dev/causeway')
open('/dev/causeway', 'wb').write(b'mine')
found = [await tools.echo(n=1)]
try: found.append(tools.echo.sync(n=2))
except Exception as error: found.append(type(error).__name__)
found
`);
    expect([end, calls.length]).toEqual(['value [{"n":1},"ValueError"]', 1]);
  });
});

test('H-S3 a program that puts itself between the streams and the session keeps only its own output', async () => {
  await inNewLab(async (own) => {
    const { end, evaluation } = await own.attack(`
import io, sys
sys.stdout = sys.__stdout__ = io.StringIO()
sys.stderr = None
print('kept here')
1
`);
    expect([end, evaluation.stdout, evaluation.stderr]).toEqual(['value 1', '', '']);
    expect((await own.attack('2')).end).toBe('value 2');
  });
});

test('H-S3 H-L4 a flood of output is cut at the limit, and told', async () => {
  const { end, evaluation } = await lab.attack(
    "import os\nfor _ in range(3000): os.write(1, b'x' * 10_000)\nos.write(2, b'y' * 100)\n1",
    { limits: { outputBytes: 5000 } },
  );
  expect([end, evaluation.stdout.length, evaluation.stderr]).toEqual(['value 1', 5000, '']);
  expect(evaluation.notes).toEqual([
    '29,995,100 bytes of output were dropped: limit outputBytes is 5,000',
  ]);
});
