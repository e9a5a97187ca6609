import { expect, test } from 'vitest';
import { sharedShell, withShell } from './support/shell.ts';

const { run, outputOf, failureOf, session } = sharedShell();

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test('the shell, Python and the host have the same files', async () => {
  const open = await session();
  await open.writeFile('from/host.txt', 'host');
  await open.runPtc({ code: 'open("from/python.txt", "w").write("python")' });
  await run('echo -n shell > from/shell.txt');
  expect(await outputOf('cd from; cat host.txt python.txt shell.txt')).toBe('hostpythonshell');
  const { value } = await open.runPtc({
    code: 'import os\n[open(f"from/{name}").read() for name in sorted(os.listdir("from"))]',
  });
  expect(value).toEqual(['host', 'python', 'shell']);
  expect(decode((await open.readFile('from/shell.txt')).content)).toBe('shell');
  expect((await open.listDir('from')).output).toBe('host.txt\npython.txt\nshell.txt');
});

test('folders, links, times, rights and moves are what they are called', async () => {
  await run(
    'cd; rm -rf *; mkdir -p a/b; echo text > a/b/file; cp -r a copy; mv copy moved; ln -s a/b/file link',
  );
  expect(await outputOf('find . | sort')).toBe(
    '.\n./a\n./a/b\n./a/b/file\n./link\n./moved\n./moved/b\n./moved/b/file\n',
  );
  expect(await outputOf('cat link; readlink link; echo more >> link; wc -l < a/b/file')).toBe(
    'text\na/b/file\n2\n',
  );
  const { value } = await (await session()).runPtc({
    code: 'import os, stat\n[os.readlink("link"), oct(os.stat("a/b/file").st_mode), oct(os.stat("a").st_mode)]',
  });
  expect(value).toEqual(['a/b/file', '0o100644', '0o40755']);
  await run('chmod 600 a/b/file; touch -d 2020-01-02T03:04:05Z a/b/file');
  expect(await outputOf('stat -c "%a %s" a/b/file; ls -l a/b/file | cut -d" " -f6-')).toMatch(
    /^600 10\n/,
  );
  expect((await (await session()).runPtc({ code: 'os.stat("a/b/file").st_mtime' })).value).toBe(
    1_577_934_245,
  );
  expect(await outputOf('rm -r a moved link; ls -A')).toBe('');
});

test.each([
  ['cat gone', 1, 'cat: gone: No such file or directory\n'],
  ['cat < gone', 1, 'bash: gone: No such file or directory\n'],
  ['rm gone', 1, "rm: cannot remove 'gone': No such file or directory\n"],
  ['mkdir -p d; mkdir d', 1, "mkdir: cannot create directory 'd': File exists\n"],
  ['mkdir no/where', 1, "mkdir: cannot create directory 'no/where': No such file or directory\n"],
  ['mkdir -p d/e; rmdir d', 1, "rmdir: failed to remove 'd': Directory not empty\n"],
  ['mkdir -p d; echo x > d', 1, 'bash: d: Is a directory\n'],
  ['echo x > no/where', 1, '/workspace/no/where: No such file or directory\n'],
  ['touch plain; cd plain', 1, 'bash: cd: plain: Not a directory\n'],
  ['touch plain; ln plain hard', 1, undefined],
  ['mv gone there', 1, "mv: cannot stat 'gone': No such file or directory\n"],
  [
    'echo x > closed; chmod 400 closed; echo y >> closed',
    1,
    '/workspace/closed: Permission denied\n',
  ],
  ['mv /lib /other', 1, "mv: cannot move '/lib': Read-only file system\n"],
  ['rmdir /tmp', 1, "rmdir: failed to remove '/tmp': Device or resource busy\n"],
  [`touch ${'n'.repeat(300)}`, 1, undefined],
  [`cat /${'deep/'.repeat(1000)}`, 1, undefined],
])('%.60j fails with a true message', async (command, status, message) => {
  await run('cd; rm -rf *');
  const [exitCode, stderr] = await failureOf(command);
  expect(exitCode).toBe(status);
  if (message === undefined) expect(stderr).not.toBe('');
  else expect(stderr).toBe(message);
});

test('a circle of links is an error for whoever follows it, and can be removed', async () => {
  await run('cd; rm -rf *; ln -s two one; ln -s one two; mkdir loop; ln -s ../loop loop/back');
  for (const command of [
    'cat one',
    'cd one',
    'echo x > one',
    'wc one',
    'python3 -c "open(\'one\')"',
  ]) {
    expect((await run(command)).exitCode, command).toBe(1);
  }
  expect(await outputOf('find . | sort')).toBe('.\n./loop\n./loop/back\n./one\n./two\n');
  expect(await outputOf('rm -r loop one two; ls -A')).toBe('');
});

test('a folder cannot be moved or copied into itself, by whatever name', async () => {
  await run('cd; rm -rf *; mkdir -p a/b; ln -s a link');
  for (const command of ['mv a a/b', 'mv a link/b', 'cp -r a a/b', 'cp -r a link/b/c']) {
    expect((await run(command)).exitCode, command).not.toBe(0);
  }
  expect(await outputOf('find . | sort')).toBe('.\n./a\n./a/b\n./link\n');
});

test('H-L8 a full disk is an error for the command, and space comes back', async () => {
  await withShell({ limits: { diskBytes: 2_000_000 } }, async (sh, open) => {
    const { stdout, stderr } = await sh(
      'head -c 900000 /dev/zero > a; cp a b; cp a c; echo $?; cat a a > d; echo $?; ls',
    );
    expect(stdout).toMatch(/^1\n1\n/);
    expect(stderr).toBe(
      "cp: cannot copy 'a': No space left on device\n/workspace/d: No space left on device\n",
    );
    expect((await sh('python3 -c \'open("e", "w").write("x" * 10 ** 6)\'')).stderr).toContain(
      'No space left on device',
    );
    expect(
      await sh('rm *; for i in 1 2 3 4 5 6; do head -c 900000 /dev/zero > same; done; ls'),
    ).toMatchObject({
      stdout: 'same\n',
      stderr: '',
    });
    expect((await open.runPtc({ code: '1 + 1' })).value).toBe(2);
  });
});

test('rm -rf / takes the session’s files and leaves the session', async () => {
  await withShell({}, async (sh, open) => {
    await sh('echo x > file; mkdir -p /tmp/t /home/h; touch /tmp/t/f /loose');
    expect(await sh('rm -rf /')).toMatchObject({
      stderr: "rm: it is dangerous to operate recursively on '/'\n",
      exitCode: 1,
    });
    expect(await sh('rm -rf --no-preserve-root /')).toMatchObject({
      stderr: "rm: cannot remove '/': Device or resource busy\n",
      exitCode: 1,
    });
    expect((await sh('ls -A /workspace /tmp /home; ls /loose')).stdout).not.toContain('file');
    expect((await sh('echo after > file; cat file; pwd; ls /')).stdout).toBe(
      'after\n/workspace\nbin\ndev\nhome\nlib\nproc\ntmp\nusr\nworkspace\n',
    );
    expect((await sh('python3 -c "import colorsys, json; print(json.dumps([1]))"')).stdout).toBe(
      '[1]\n',
    );
    expect((await open.runPtc({ code: 'import plistlib\n"well"' })).value).toBe('well');
  });
});

test('nothing that belongs to the interpreter can be changed from the shell', async () => {
  for (const command of [
    'echo x > /lib/python314.zip',
    'rm /lib/python314.zip',
    'mv /lib/python314.zip /tmp',
    'touch /lib/python3.14/site-packages/evil.py',
    'cp /dev/null /lib/python314.zip',
    'ln -sf /tmp /lib/python3.14',
    'ln -s /lib /tmp/way; echo x > /tmp/way/python314.zip',
    'chmod 000 /lib/python314.zip && test "$(stat -c %a /lib/python314.zip)" = 0',
    'echo x > /dev/causeway',
    'ln -s /dev/causeway /tmp/door; echo X > /tmp/door',
    'ln -s /dev/stdin /tmp/in; cat /tmp/in',
    'rm /dev/null',
    'mv /workspace /elsewhere',
    'chmod 000 /',
    'echo x > /usr/bin/python3',
  ]) {
    expect((await run(command)).exitCode, command).not.toBe(0);
  }
  expect(await outputOf('rm -f /tmp/*; python3 -c "import calendar; print(1)"')).toBe('1\n');
});

test('a tree that is deeper than any path is removed in bounded time', async () => {
  await withShell({}, async (sh, open) => {
    const code =
      'import os\nfor _ in range(100):\n  os.mkdir("d" * 200); os.chdir("d" * 200)\nos.chdir("/workspace")';
    expect((await open.runPtc({ code })).error).toBeUndefined();
    expect(await sh('find . > /dev/null; rm -rf d*; ls -A')).toMatchObject({
      stdout: '',
      exitCode: 0,
    });
  });
});
