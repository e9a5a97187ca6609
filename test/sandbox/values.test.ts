import { expect, test } from 'vitest';
import { sharedSession } from './support/session.ts';

const { run } = sharedSession();

test('H-P2 JSON null becomes None, also inside', async () => {
  const { value } = await run(`
a = await tools.echo(value=None)
b = await tools.echo(value={'x': [None]})
[a is None, b['x'][0] is None]
`);
  expect(value).toEqual([true, true]);
});

test.each([
  ['2**53 + 1', '9007199254740993'],
  ['-(2**80)', '-1208925819614629174706176'],
  ['0.1', '0.1'],
  ['1e300', '1e+300'],
  ['5e-324', '5e-324'],
  ["'\\ud800'", '"\\ud800"'],
  ["'a\\u2028\\x00\\U0001f600'", '"a\u2028\\u0000😀"'],
  ['[True, False, None, [], {}]', '[true,false,null,[],{}]'],
  ["{'': {'__proto__': 1, 'id': 2, 'type': 'call'}}", '{"":{"__proto__":1,"id":2,"type":"call"}}'],
])('H-P3 %s is the same after going to a tool and back', async (expression, json) => {
  const { ok, value, message } = await run(`
import json
sent = ${expression}
back = await tools.echo(value=sent)
[back == sent, type(back) is type(sent), json.dumps(back, ensure_ascii=False, separators=(',', ':'))]
`);
  expect({ ok, message }).toEqual({ ok: true, message: undefined });
  const [equal, sameType, text] = value as [boolean, boolean, string];
  expect([equal, sameType]).toEqual([true, true]);
  expect(text.replace('\ud800', '\\ud800')).toBe(json);
});

test('H-P3 None arguments are sent, and whole floats arrive as the numbers they are', async () => {
  const seen: unknown[] = [];
  await run('await tools.echo(value=None, other=1.0, zero=-0.0)', {
    onHostCall: ({ args }) => {
      seen.push(args);
      return { ok: true, value: null };
    },
  });
  expect(seen).toEqual([{ value: null, other: 1, zero: -0 }]);
});

test.each([
  ["float('nan')", "echo['value'] is nan, which JSON cannot carry"],
  ["[1, float('inf')]", "echo['value'][1] is inf, which JSON cannot carry"],
  ["b'x'", "echo['value'] is of type bytes, which JSON cannot carry; decode it, or use base64"],
  [
    "{'at': __import__('datetime').datetime.now()}",
    "echo['value']['at'] is of type datetime, which JSON cannot carry; use .isoformat()",
  ],
  [
    '[{1, 2}]',
    "echo['value'][0] is of type set, which JSON cannot carry; use sorted(...) or list(...)",
  ],
  [
    'Point(1)',
    "echo['value'] is of type Point, which JSON cannot carry; use dataclasses.asdict(...)",
  ],
  ['Pair(1, 2)', "echo['value'] is of type Pair, which JSON cannot carry; use ._asdict()"],
  [
    'object()',
    "echo['value'] is of type object, which JSON cannot carry; pass JSON values: None, bool, int, float, str, list or dict",
  ],
  ['{1: 2}', "echo['value'] has a key 1 of type int; JSON keys are str"],
  ['{None: 2}', "echo['value'] has a key None of type NoneType; JSON keys are str"],
  ['loop', "echo['value'][0] contains itself"],
  ['deep', 'echo is nested more than 500 levels deep'],
  ['10**4300', "echo['value'] has more than 4,300 digits; use str(...)"],
])('H-P3 %s is refused with the place of the fault, and nothing is called', async (value, told) => {
  let called = false;
  const { error, message } = await run(
    `
import collections, dataclasses
@dataclasses.dataclass
class Point:
    x: int
Pair = collections.namedtuple('Pair', 'a b')
loop = []
loop.append(loop)
deep = []
for _ in range(600):
    deep = [deep]
await tools.echo(value=${value})
`,
    {
      onHostCall: () => {
        called = true;
        return { ok: true, value: null };
      },
    },
  );
  expect([error, message?.replace('[0][0]', '[0]'), called]).toEqual(['TypeError', told, false]);
});

test('H-P3 a tuple, a Counter and a str enum carry their content', async () => {
  const { value } = await run(`
import collections, enum
class Color(str, enum.Enum):
    RED = 'red'
await tools.echo(value=[(1, 2), collections.Counter('aab'), Color.RED])
`);
  expect(value).toEqual([[1, 2], { a: 2, b: 1 }, 'red']);
});

test.each([
  ['undefined', undefined, 'the result of echo is undefined'],
  ['a BigInt that fits nowhere else', { n: 2n ** 70n }, null],
  ['NaN', { rows: [1, Number.NaN] }, 'the result of echo.rows[1] is NaN'],
  ['a Date', { at: new Date(0) }, 'the result of echo.at is a Date'],
  ['a Map', new Map(), 'the result of echo is a Map'],
  ['undefined inside', { a: undefined }, 'the result of echo.a is undefined'],
])('H-P12 a handler that returns %s is told so', async (_name, result, told) => {
  const { value, error, message } = await run('await tools.echo(value=1)', {
    onHostCall: () => ({ ok: true, value: result }),
  });
  if (told === null) {
    expect(value).toEqual({ n: 1180591620717411303424n });
  } else {
    expect(message).toContain(told);
    expect(error).not.toBe(undefined);
  }
});

test('H-P12 a cyclic result is an error, and keys named id and type confuse nobody', async () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const failed = await run('await tools.echo(value=1)', {
    onHostCall: () => ({ ok: true, value: cyclic }),
  });
  expect(failed.message).toContain('the result of echo.self');
  const fine = await run(
    'import asyncio\nawait asyncio.gather(*[tools.echo(value=i) for i in range(5)])',
    {
      onHostCall: ({ args }) => ({ ok: true, value: { id: 'hc_1', type: 'done', n: args.value } }),
    },
  );
  expect((fine.value as { n: number }[]).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
});

test.each([
  ['{1, 2}', '{1, 2}', 'set'],
  ["b'abc'", "b'abc'", 'bytes'],
  ['object', "<class 'object'>", 'type'],
  ['[1, {2}]', '[1, {2}]', 'list'],
])(
  'H-P14 %s as the last expression is a preview, marked as such',
  async (expression, shown, type) => {
    const { ok, value, preview } = await run(expression);
    expect([ok, value, preview]).toEqual([true, shown, type]);
  },
);

test('H-P14 data is not marked, also when it is a string', async () => {
  expect('preview' in (await run("'{1, 2}'"))).toBe(false);
});

test('H-P14 a preview is bounded, and a repr that fails is told', async () => {
  const long = await run('set(range(100000))');
  expect((long.value as string).length).toBe(4000);
  const broken = await run(`
class Broken:
    def __repr__(self): raise ValueError('no')
Broken()
`);
  expect(broken.value).toBe('<repr() of Broken failed: ValueError>');
});
