import * as z from 'zod';
import type { Host } from '../../hosts/host.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { AgentMcpOnHost } from './open-agent-mcp.ts';

const port = z.number().int().min(1024).max(65_535);
const schema = z.object({ port, remotePort: port, token: z.string().regex(/^[\w-]{43}$/) });

/** Below the workdir; the agent has the token anyway. */
const FILE = '.causeway/tools.json';

/** Keeps where an agent's tools are, for a driver that takes over. */
export async function keepTools(
  host: Host,
  workdir: string,
  known: AgentMcpOnHost['known'],
): Promise<void> {
  await host.writeFile(`${workdir}/${FILE}`, JSON.stringify(known), { mode: 0o600 });
}

/** What was kept; undefined where there is nothing, or nothing that can be believed. */
export async function readTools(
  host: Host,
  workdir: string,
): Promise<AgentMcpOnHost['known'] | undefined> {
  try {
    const bytes = await host.fetch(`${workdir}/${FILE}`, { maxBytes: 4096 });
    return schema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof HostError && error.code === 'not_found') return undefined;
    throw error;
  }
}
