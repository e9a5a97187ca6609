import { describe, expect, test } from 'vitest';
import { sharedServer } from '../sandbox/network/support/servers.ts';
import { web } from '../sandbox/network/support/web.ts';
import { causeway } from './run-causeway.ts';

const server = sharedServer(web);
const program = (): string =>
  `import urllib.request; urllib.request.urlopen('http://127.0.0.1:${server.port}/chunks').read().decode()`;

describe('--allow-host', () => {
  test('lets a program send requests there, which the tree shows, and may be repeated', async () => {
    const hosts = ['--allow-host', 'example.com', '--allow-host', '127.0.0.1'];
    const { exitCode, stdout, stderr } = await causeway(['run', '-c', program(), ...hosts]);
    expect([exitCode, stdout]).toEqual([0, '"one,two"\n']);
    expect(stderr).toContain(`http GET(url='http://127.0.0.1:${server.port}/chunks')`);
    expect(server.arrived.map(({ path }) => path)).toEqual(['/chunks']);
  });

  test('takes one host, so that the program may follow it', async () => {
    const { exitCode, stdout } = await causeway(['run', '--allow-host', '127.0.0.1', '-'], {
      stdin: program(),
    });
    expect([exitCode, stdout]).toEqual([0, '"one,two"\n']);
  });

  test('H-S4 lets it go nowhere else', async () => {
    const args = ['run', '-c', program(), '--allow-host', 'example.com', '--json'];
    const { exitCode, stdout } = await causeway(args);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: 'URLError',
      message: expect.stringContaining('is not allowed: the allowed hosts are example.com'),
      calls: { refused: 1, ok: 0 },
    });
    expect(server.connections).toBe(0);
  });
});
