import type { Tunnel } from '../../hosts/connection.ts';
import type { Host } from '../../hosts/host.ts';
import { type AgentMcp, type AgentMcpOptions, serveAgentMcp } from './serve-agent-mcp.ts';

export interface AgentMcpOnHostOptions extends AgentMcpOptions {
  host: Host;
  /** For a driver that takes over: the port on the host that the agent knows. Default: a free one. */
  remotePort?: number;
}

/** A run's MCP server where the agent's host reaches it. */
export interface AgentMcpOnHost extends AsyncDisposable {
  /** On the host, without the token. */
  readonly url: string;
  /** The same with the token in it, for programs that can be given nothing but a URL. */
  readonly secretUrl: string;
  /** What a driver that takes over has to know, to be kept where only the user can read it. */
  readonly known: { port: number; token: string; remotePort: number };
  close(): Promise<void>;
}

/**
 * Serves a run's channel by MCP and makes it reachable from the agent's host.
 *
 * Rejects as `Host.expose` does, and with the system's error when the port cannot be had.
 */
export async function openAgentMcp(options: AgentMcpOnHostOptions): Promise<AgentMcpOnHost> {
  const { host, remotePort } = options;
  const mcp = await serveAgentMcp(options);
  let tunnel: Tunnel;
  try {
    tunnel = await host.expose(mcp.port, remotePort === undefined ? {} : { remotePort });
  } catch (error) {
    await mcp.close();
    throw error;
  }
  return onHost(mcp, tunnel);
}

function onHost(mcp: AgentMcp, tunnel: Tunnel): AgentMcpOnHost {
  const origin = `http://127.0.0.1:${tunnel.port}`;
  const close = async (): Promise<void> => {
    await mcp.close();
    await tunnel.close();
  };
  return {
    url: origin + mcp.path,
    secretUrl: origin + mcp.secretPath,
    known: { port: mcp.port, token: mcp.token, remotePort: tunnel.port },
    close,
    [Symbol.asyncDispose]: close,
  };
}
