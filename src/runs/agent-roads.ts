import type { AgentCommand } from '../agents/agent-command.ts';
import type { HookContext } from '../agents/hook-context.ts';
import type { Tunnel } from '../hosts/connection.ts';
import type { Host } from '../hosts/host.ts';
import type { AgentJournal } from './agent-journal.ts';
import { type EventGateway, openEventGateway } from './event-gateway.ts';

/** What of a run's roads a driver that takes over finds on the host. */
interface RoadFacts {
  /** Port of the event road on the host. */
  eventPort: number;
}

export interface AgentRoadsOptions {
  host: Host;
  journal: AgentJournal;
  runId: string;
  /** Absolute on the host. */
  workdir: string;
}

type CommandGiven = AgentCommand | ((context: HookContext) => AgentCommand | Promise<AgentCommand>);

/** The ways by which an agent and what it starts reach their run, beside the log. */
export interface AgentRoads {
  /** The command with the variables that tell the agent of them. */
  lead(command: CommandGiven): CommandGiven;
  /** What did not come about, one sentence each. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens the event road of an agent run on its host: `CAUSEWAY_URL` there is an address of the driver,
 * which stays the same when another process comes to keep the journal. A driver that takes over
 * opens it at the same port again, so that the URL in the agent's environment goes on to work.
 */
export async function openAgentRoads(options: AgentRoadsOptions): Promise<AgentRoads> {
  const { host, journal, runId, workdir } = options;
  const eventUrl = await journal.eventUrl(runId);
  const none = { lead: (command: CommandGiven) => command, close: async () => undefined };
  if (eventUrl === undefined) return { ...none, notes: [] };
  const known = await readFacts(host, workdir);
  const target = (): Promise<string | undefined> => journal.eventUrl(runId);
  const local = host.kind === 'local';
  const gateway = await openEventGateway(target, local ? known?.eventPort : undefined);
  let tunnel: Tunnel | undefined;
  try {
    if (!local) tunnel = await exposeAt(host, gateway, known?.eventPort);
    const port = tunnel?.port ?? gateway.port;
    if (known?.eventPort !== port) await writeFacts(host, workdir, { eventPort: port });
  } catch (fault) {
    await tunnel?.close();
    await gateway.close();
    const why = (fault as Error).message;
    return { ...none, notes: [`The agent’s own calls are not recorded: ${why}`] };
  }
  const { search } = new URL(eventUrl);
  const url = `http://127.0.0.1:${tunnel?.port ?? gateway.port}/events${search}`;
  return {
    notes: [],
    lead: (command) => async (context) => {
      const given = typeof command === 'function' ? await command(context) : command;
      return search === '' ? given : { ...given, env: { CAUSEWAY_URL: url, ...given.env } };
    },
    async close() {
      await tunnel?.close();
      await gateway.close();
    },
  };
}

async function exposeAt(
  host: Host,
  { port }: EventGateway,
  remotePort: number | undefined,
): Promise<Tunnel> {
  if (remotePort === undefined) return await host.expose(port);
  // The port may be another program's by now.
  return await host.expose(port, { remotePort }).catch(() => host.expose(port));
}

function factsFile(workdir: string): string {
  return `${workdir}/.causeway/roads.json`;
}

async function readFacts(host: Host, workdir: string): Promise<RoadFacts | undefined> {
  try {
    const bytes = await host.fetch(factsFile(workdir), { maxBytes: 10_000 });
    const { eventPort } = JSON.parse(new TextDecoder().decode(bytes)) as Partial<RoadFacts>;
    const isPort = Number.isInteger(eventPort) && Number(eventPort) > 1023;
    return isPort && Number(eventPort) < 65_536 ? { eventPort: Number(eventPort) } : undefined;
  } catch {
    return undefined;
  }
}

async function writeFacts(host: Host, workdir: string, facts: RoadFacts): Promise<void> {
  await host.writeFile(factsFile(workdir), JSON.stringify(facts), { mode: 0o600 });
}
