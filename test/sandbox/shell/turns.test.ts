import { expect, test } from 'vitest';
import { sharedShell } from './support/shell.ts';

const { run, session } = sharedShell();

test('H-P11 command lines and programs of one session take turns, and nothing of them mixes', async () => {
  const open = await session();
  const order: string[] = [];
  const note = (name: string) => () => order.push(name);
  const all = await Promise.all([
    open.run('x=1; sleep 0.2; echo one $x; echo 1 >> order').finally(note('one')),
    open
      .runPtc({
        code: 'import asyncio\nawait asyncio.sleep(0.1)\nprint("two")\nopen("order", "a").write("2\\n")',
      })
      .finally(note('two')),
    open.run('echo three; python3 -c "print(3)"; echo 3 >> order').finally(note('three')),
    open.runPtc({ code: 'print("four"); open("order", "a").write("4\\n")' }).finally(note('four')),
    open.run('cat order').finally(note('five')),
  ]);
  expect(all.map(({ stdout }) => stdout)).toEqual([
    'one 1\n',
    'two\n',
    'three\n3\n',
    'four\n',
    '1\n2\n3\n4\n',
  ]);
  expect(order).toEqual(['one', 'two', 'three', 'four', 'five']);
});

test('files can be read and written from outside while a command line runs', async () => {
  const open = await session();
  const running = run('echo made > inside; while [ ! -e go ]; do sleep 0.02; done; cat go');
  const made = async (): Promise<string> => {
    for (;;) {
      try {
        return new TextDecoder().decode((await open.readFile('inside')).content);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  };
  expect(await made()).toBe('made\n');
  await open.writeFile('go', 'from outside');
  expect((await running).stdout).toBe('from outside');
});

test('a tool that runs a command line in the session that waits for it is refused', async () => {
  const open = await session();
  const { value } = await open.runPtc({
    code: 'try:\n  await tools.shell()\nexcept ToolError as error: told = error.message\ntold',
    tools: ['shell'],
    onHostCall: async () => ({ ok: true, value: (await open.run('echo hi')).stdout }),
  });
  expect(value).toBe(
    'A tool cannot run code in the session that waits for it; open another session',
  );
});

test('a viewer that throws is a warning, and the command line goes on', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): number => warnings.push(warning.message);
  process.on('warning', listen);
  const { stdout } = await run('echo a; echo b', {
    onOutput: () => {
      throw new Error('broken viewer');
    },
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(stdout).toBe('a\nb\n');
  expect(warnings[0]).toContain('broken viewer');
});
