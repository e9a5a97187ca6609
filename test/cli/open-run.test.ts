import { describe, expect, test } from 'vitest';
import { causeway } from './run-causeway.ts';
import { report, startServing, temporaryFolder } from './serving.ts';

describe('causeway open-run', () => {
  test('prints the URL alone on standard output, and the run’s page beside it', async () => {
    const { data, url } = await startServing();
    const { exitCode, stdout, stderr } = await causeway(['open-run', '--data', data]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${url}/events\\?t=\\S+\n$`));
    expect(stderr).toMatch(new RegExp(`^Run (run_\\S+): ${url}/runs/\\1\n$`));
    await report(stdout.trim(), 'c1', 'work');
  });

  test('prints one line of JSON, with the title that it gave the run', async () => {
    const { data, get } = await startServing();
    const { stdout } = await causeway([
      ...['open-run', '--title', 'Nightly', '--tag', 'by=mara', '--json', '--data', data],
    ]);
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
    const { runId, page, url } = JSON.parse(stdout) as Record<string, string>;
    expect(page?.endsWith(`/runs/${runId}`)).toBe(true);
    await report(url ?? '', 'c1', 'work');
    expect(await get(`/api/runs/${runId}`)).toMatchObject({
      run: {
        title: 'Nightly',
        kind: 'external',
        state: 'running',
        tags: { by: 'mara', source: 'causeway open-run' },
      },
      counts: { ok: 1 },
    });
  });

  test('H-S6 gives a URL that is good for as long as it was asked for', async () => {
    const { data } = await startServing();
    const claimsOf = async (...args: string[]): Promise<[string, number]> => {
      const { stdout } = await causeway(['open-run', '--data', data, ...args]);
      const claims = new URL(stdout.trim()).searchParams.get('t')?.split('.')[2] ?? '';
      return JSON.parse(Buffer.from(claims, 'base64url').toString()) as [string, number];
    };
    const [, day] = await claimsOf();
    const [, quarter] = await claimsOf('--expires', '15m');
    expect(day - quarter).toBeGreaterThan(85_000);
    const { exitCode, stderr } = await causeway(['open-run', '--expires', 'soon']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'causeway: --expires soon: not a span of time; write it like 90m, 12h, 30d or 8w\n',
    });
  });

  test('needs a server and says how to get one', async () => {
    const data = temporaryFolder();
    expect(await causeway(['open-run', '--data', data])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `causeway: No server runs for ${data}; start one with causeway serve, or name another with --server or --data\n`,
    });
  });
});
