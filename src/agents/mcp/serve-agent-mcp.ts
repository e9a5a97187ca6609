import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  type McpRequestContext,
  type McpServer,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import type { AgentChannel } from '../agent-channel.ts';
import { agentTools } from './agent-tools.ts';
import { OpenQuestions, type RaisedQuestion } from './open-questions.ts';
import { WaitingCalls } from './waiting-calls.ts';

/** Bytes of a request: several times the longest text that a tool takes. */
const MOST_BYTES = 256 * 1024;
/** A program has a handful; who has no token can hold no more than these. */
const MOST_CONNECTIONS = 100;
/** A connection that has not sent its whole request by then is closed, in milliseconds. */
const REQUEST_MS = 30_000;
/** Answers that are on their way may arrive for so long when the server ends, in milliseconds. */
const CLOSING_MS = 500;

export interface AgentMcpOptions {
  /** What the agent says goes here. */
  channel: AgentChannel;
  /** For a driver that takes over: the port and token that the agent knows. Default: new ones. */
  port?: number;
  token?: string;
  /** And the questions that were raised and whose answers the agent may not have. */
  raised?: readonly RaisedQuestion[];
}

/** The channel of one run as an MCP server on this machine's loopback address. */
export interface AgentMcp extends AsyncDisposable {
  readonly port: number;
  /** Whoever has it can speak as the agent. Keep it out of logs, journals and command lines. */
  readonly token: string;
  /** Where it answers who sends the token as `Authorization: Bearer …`. */
  readonly path: string;
  /** The same place for programs that can only be given a URL: the token is in it. */
  readonly secretPath: string;
  /** Ends all connections. May be called twice. */
  close(): Promise<void>;
}

/**
 * Offers a run's channel to MCP clients over streamable HTTP, in the revision of 2026-07-28 and those
 * before it. Answers only on 127.0.0.1, under a loopback name, and who has the token.
 *
 * Rejects with the system's error when the port cannot be had.
 */
export async function serveAgentMcp(options: AgentMcpOptions): Promise<AgentMcp> {
  const token = options.token ?? randomBytes(32).toString('base64url');
  const digest = digestOf(token);
  const { channel } = options;
  const waiting = new WaitingCalls();
  const parts = { channel, questions: new OpenQuestions(channel, options.raised), waiting };
  const makeServer = ({ era }: McpRequestContext): McpServer => {
    const mcp = agentTools(parts);
    if (era === 'legacy') {
      mcp.server.setNotificationHandler('notifications/cancelled', ({ params }) => {
        if (params.requestId !== undefined) waiting.cancel(params.requestId);
      });
    }
    return mcp;
  };
  const handler = createMcpHandler(makeServer, {
    maxRequestBodySize: MOST_BYTES,
    maxSubscriptions: 16,
    // A stream from the beginning: its comments keep a connection alive that waits for a person.
    responseMode: 'sse',
  });

  const answer = async (request: Request): Promise<Response> => {
    // Names of other people's that lead here, and pages that a browser opened.
    const foreign =
      hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
      originValidationResponse(request, []);
    if (foreign !== undefined) return foreign;
    const given = tokenOf(request);
    if (given === undefined || !timingSafeEqual(digestOf(given), digest)) {
      return new Response('Not found\n', { status: 404 });
    }
    return await handler.fetch(request);
  };

  const server = createAdaptorServer({
    fetch: answer,
    overrideGlobalObjects: false,
    serverOptions: { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
  }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  // For instance: no more file descriptors for a connection. The others go on.
  server.on('error', () => undefined);

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= stop(server).then(() => handler.close());
    return closed;
  };
  return {
    port: (server.address() as AddressInfo).port,
    token,
    path: '/mcp',
    secretPath: `/mcp/${token}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function tokenOf(request: Request): string | undefined {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/mcp/')) return pathname.slice('/mcp/'.length);
  if (pathname !== '/mcp') return undefined;
  return /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

async function stop(server: Server): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const rest = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
  await ended;
  clearTimeout(rest);
}
