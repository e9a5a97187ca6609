import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BodyContext } from '../../src/agents/hook-context.ts';
import { localHost } from '../../src/hosts/local/local-host.ts';
import type { Workdir } from '../../src/hosts/workdir.ts';
import { programParts } from '../../src/runs/agent-program.ts';
import { MemoryChannel } from '../agents/support/memory-channel.ts';

const host = localHost();
const program = { task: 'Do it', program: { command: ['true'] } } as const;
let folder: string;
let workdir: Workdir;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-program-'));
  workdir = await host.openWorkdir({ task: 'run_1', path: folder });
});

afterEach(async () => {
  await workdir.release();
  await rm(folder, { recursive: true, force: true });
});

/** What of a session the parts look at. */
function contextOf(channel: MemoryChannel, exited?: Promise<unknown>): BodyContext {
  return { channel, attached: exited && { exited } } as unknown as BodyContext;
}

async function report(url: string, message: string): Promise<void> {
  const client = new Client({ name: 'an agent', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  await client.callTool({ name: 'report_progress', arguments: { message } });
  await client.close();
}

test('H-A14 a driver that takes over answers the agent’s tools where it knows them', async () => {
  const before = programParts(host, workdir, { program });
  const { env } = await before.command(contextOf(new MemoryChannel()));
  const url = env?.CAUSEWAY_MCP_URL ?? '';
  await report(url, 'The first driver lives');
  // A driver that was killed tidies nothing up: here its server ends and no more.
  const tools = join(folder, '.causeway/tools.json');
  const known = await host.fetch(tools);
  await before.close();
  await host.writeFile(tools, known);

  const channel = new MemoryChannel();
  const after = programParts(host, workdir);
  let exit = (): void => {};
  const exited = new Promise<void>((resolve) => {
    exit = resolve;
  });
  const body = after.body(host, contextOf(channel, exited));
  await expect
    .poll(() =>
      report(url, 'Still here')
        .then(() => 'heard')
        .catch(String),
    )
    .toBe('heard');
  expect(channel.said).toContainEqual({ type: 'progress', message: 'Still here' });
  exit();
  await body;
  await after.close();
  expect(after.notes).toEqual([]);
  await expect(report(url, 'Anybody?')).rejects.toThrow();
});

test('tools that cannot be served again are told, and the agent has its log', async () => {
  const before = programParts(host, workdir, { program });
  await before.command(contextOf(new MemoryChannel()));
  const after = programParts(host, workdir);
  // The first server still has the port.
  await after.body(host, contextOf(new MemoryChannel(), Promise.resolve()));
  expect(after.notes).toEqual([expect.stringContaining('has its log alone: listen EADDRINUSE')]);
  await before.close();
});

test('a folder that was there before is left as it was', async () => {
  await writeFile(join(folder, 'mine'), '');
  const parts = programParts(host, workdir, { program });
  await parts.command(contextOf(new MemoryChannel()));
  expect((await readdir(folder)).sort()).toEqual(['.causeway', 'AGENTS.md', 'CLAUDE.md', 'mine']);
  await parts.close();
  expect((await readdir(folder)).sort()).toEqual(['.causeway', 'mine']);
});
