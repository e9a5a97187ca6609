import { expect, test } from 'vitest';
import { resolveLimits } from '../../../src/protocol/limits.ts';
import { inNewLab, sharedLab } from './support/lab.ts';

const lab = sharedLab();
const slowly = ({ args }: { args: Record<string, unknown> }): Promise<unknown> =>
  new Promise((resolve) => setTimeout(() => resolve(args.ms), Number(args.ms)));

/** Programs that do nothing wrong, and that a careless sandbox takes for attackers. */
test.each([
  [
    'gathers calls inside asyncio.run',
    'import asyncio\nasync def main():\n    return await asyncio.gather(tools.echo(ms=5), tools.echo(ms=40))\nasyncio.run(main())',
    'value [5,40]',
  ],
  [
    'blocks on a call while another is under way',
    'call = tools.echo(ms=5)\n[tools.echo.sync(ms=40), await call]',
    'value [40,5]',
  ],
  [
    'blocks on one call inside another run',
    'import asyncio\nasync def main():\n    call = asyncio.ensure_future(tools.echo(ms=40))\n    return [tools.echo.sync(ms=5), await call]\nasyncio.run(main())',
    'value [5,40]',
  ],
])('H-P13 a program that %s is served', async (_what, code, expected) => {
  expect((await lab.attack(code, { onCall: slowly })).end).toBe(expected);
  expect(await lab.isWell()).toBe(true);
});

test('H-L4 numbers that JavaScript spells longer than Python are refused by name at worst', async () => {
  for (const list of ['[1e16] * 100_000', '[1e-5] * 150_000', '[1e21] * 100_000']) {
    const { end } = await lab.attack(`len((await tools.echo(v=${list}))['v'])`);
    expect(end).toMatch(/^(value \d+|error LimitError: .*argumentBytes.*)$/);
  }
  expect(await lab.isWell()).toBe(true);
});

test('H-L1 the longest waits that limits allow are waited for', async () => {
  const { end } = await lab.attack('import asyncio\nawait asyncio.sleep(0.05)\n7', {
    limits: { wallClockMs: 2 ** 31 - 1, callMs: 2 ** 31 - 1 },
  });
  expect(end).toBe('value 7');
});

test('H-L6 a run that was cancelled before it began runs nothing and costs nothing', async () => {
  const { end, evaluation } = await lab.attack("print('ran')", { signal: AbortSignal.abort() });
  expect([end, evaluation.stdout]).toEqual([
    'error CancelledError: the run was cancelled before it began (cancelled by interrupt)',
    '',
  ]);
  expect(await lab.isWell()).toBe(true);
});

test('H-P13 a host callback that throws is the host’s trouble, not a forgery of the program', async () => {
  await inNewLab(async (own) => {
    const sandbox = await own.sandbox();
    const evaluation = await sandbox.evaluate({
      code: "print('one')\n2",
      filename: 'program.py',
      limits: resolveLimits(),
      offers: [],
      onOutput() {
        throw new Error('the screen is gone');
      },
      onCall: async () => ({ ok: true, json: 'null' }),
    });
    expect(evaluation.end).toEqual({ kind: 'value', json: '2' });
    expect(evaluation.stdout).toBe('one\n');
  });
});

test('H-L8 links and names without measure are ordinary errors or counted, never the end', async () => {
  await inNewLab(
    async (own) => {
      const { end } = await own.attack(`
import os
told = []
for make in (lambda n: os.symlink('x' * 1_000_000, f'/tmp/link{n}'), lambda n: os.mkdir('/tmp/' + 'x' * 1_000_000 + str(n))):
    try:
        for number in range(400): make(number)
        told.append('all')
    except OSError as error: told.append(error.errno)
told
`);
      expect(end).toMatch(/^value \[(51|37|36|"all"),(51|37|36|"all")\]$/);
      expect(await own.isWell()).toBe(true);
    },
    { limits: { diskBytes: 16 * 1024 * 1024 } },
  );
});

test.each([
  ['shows a value', "type('x' * 300, (), {})()"],
  ['raises an error', "raise type('E' * 300, (Exception,), {})()"],
])('H-P14 a program that %s whose class has a very long name is told', async (_what, code) => {
  await inNewLab(async (own) => {
    expect((await own.attack(code)).end).toMatch(/^(preview <|error E{100,})/);
  });
});

test('H-P13 a tool with a very long name is refused when it is offered', async () => {
  await inNewLab(async (own) => {
    const sandbox = await own.sandbox();
    const name = 't'.repeat(250);
    const evaluated = sandbox.evaluate({
      code: '1',
      filename: 'program.py',
      limits: resolveLimits(),
      offers: [{ name, parameters: null, signature: name, acceptsPositional: false }],
      onCall: async () => ({ ok: true, json: '7' }),
    });
    await expect(evaluated).rejects.toThrow('cannot be the name of a tool: 1 to 200 characters');
  });
});

test('H-L8 a folder of more names than can be listed is an error of the listing', async () => {
  await inNewLab(async (own) => {
    const { end } = await own.attack(
      "import os\nfor n in range(130_000): os.close(os.open('/workspace/' + chr(1) * 240 + str(n), os.O_CREAT))",
      { limits: { wallClockMs: 60_000 } },
    );
    expect(end).toBe('value null');
    const sandbox = await own.sandbox();
    const listed = await sandbox.listDir('/workspace').catch((error: Error) => error.name);
    expect(Array.isArray(listed) || listed === 'SessionFileError').toBe(true);
    expect(await own.isWell()).toBe(true);
  });
});
