import { type IncomingHttpHeaders, request } from 'node:http';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { onTestFinished } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import {
  type RunningServer,
  type ServerOptions,
  startServer,
} from '../../src/server/start-server.ts';

export interface TestServer extends RunningServer {
  journal: Journal;
  /** Lines of the log. */
  logged: string[];
  call: Call;
}

/** One request with a JSON body, and its answer; its `body` is the text read as JSON. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  body: any;
}

/** A real server on a free port, which ends with the test. */
export async function serve(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const journal = options.journal ?? createMemoryJournal();
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const server = await startServer({ log, ...options, journal });
  onTestFinished(async () => {
    await server.close();
    if (options.journal === undefined) await journal.close();
  });
  return { ...server, journal, logged, call: callTo(server.localUrl) };
}

/** Requests to a server that answer whatever it says. */
export function callTo(url: string): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get body() {
        return JSON.parse(text);
      },
    };
  };
}

/** A request with headers that `fetch` does not send, such as `Host`. */
export async function rawCall(
  url: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  return await new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

export interface Frame {
  event: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into frames of every shape.
  data: any;
}

export interface OpenStream extends AsyncIterable<Frame> {
  next(): Promise<IteratorResult<Frame, undefined>>;
  status: number;
  headers: Headers;
  /** Comments so far. */
  comments: string[];
  /** Breaks the connection. */
  drop(): void;
}

/** Opens a stream of server-sent events. */
export async function openStream(
  url: string,
  headers: Record<string, string> = {},
): Promise<OpenStream> {
  const broken = new AbortController();
  const response = await fetch(url, { headers, signal: broken.signal });
  const comments: string[] = [];
  const onComment = (comment: string): void => void comments.push(comment);
  const parsed = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ onComment }));
  const frames = parsed[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Frame, undefined>> => {
    const { done, value } = await frames.next();
    if (done) return { done, value: undefined };
    const { event = '', id = '', data } = value;
    return { done: false, value: { event, id, data: JSON.parse(data) } };
  };
  return {
    status: response.status,
    headers: response.headers,
    comments,
    drop: () => broken.abort(),
    next,
    [Symbol.asyncIterator]: () => ({
      next,
      async return() {
        broken.abort();
        return { done: true, value: undefined };
      },
    }),
  };
}

/** All events of a run's stream until it ends. */
export async function readToEnd(url: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const frame of await openStream(url)) {
    if (frame.event === 'events') events.push(...frame.data);
  }
  return events;
}

/** Waits until a condition holds; the test's own time-out ends a wait in vain. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
