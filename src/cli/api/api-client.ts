import type * as z from 'zod/mini';
import { problemSchema } from '../../protocol/api/problem.ts';
import { readJson } from '../../protocol/read-json.ts';
import { CommandError } from '../command-error.ts';
import { FAILURE_EXIT_CODE, USAGE_EXIT_CODE } from '../exit-codes.ts';

/** What carries requests: the network, or a server's app in this process. */
export type Transport = (request: Request) => Promise<Response>;

export interface ApiClientOptions {
  /** Where the server is, as people are told. */
  url: string;
  /** Default: none. */
  token?: string | undefined;
  /** Default: the network. */
  transport?: Transport;
  /** Called by `close`. */
  onClose?: () => Promise<void>;
}

/** The server cannot be reached, or went away before it had answered. */
export class Unreachable extends CommandError {
  constructor(message: string, cause?: unknown) {
    super(message, { cause, exitCode: FAILURE_EXIT_CODE });
  }
}

/** Speaks with a server's API. Every failure is a CommandError with one clear line. */
export class ApiClient {
  readonly url: string;
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.#options = options;
  }

  /** Asks for something and checks that the answer has the shape that this command needs. */
  async get<T>(path: string, schema: z.ZodMiniType<T>): Promise<T> {
    return this.#read(await this.send('GET', path), schema);
  }

  /** Asks the server to do something; `body` goes as JSON. */
  async post<T>(path: string, body: unknown, schema: z.ZodMiniType<T>): Promise<T> {
    return this.#read(await this.send('POST', path, { body }), schema);
  }

  /** Hands over bytes. */
  async put<T>(path: string, content: Uint8Array, schema: z.ZodMiniType<T>): Promise<T> {
    return this.#read(await this.send('PUT', path, { body: content }), schema);
  }

  /** Fetches bytes; undefined where there are none. */
  async bytes(path: string): Promise<Uint8Array | undefined> {
    const answer = await this.send('GET', path, { absent: true });
    if (answer.status === 404) return undefined;
    try {
      return new Uint8Array(await answer.arrayBuffer());
    } catch (cause) {
      throw new Unreachable(`${this.url} went away before it had answered; try again`, cause);
    }
  }

  /** Sends a request and gives the answer when it is a good one, or a 404 where `absent` is set. Bytes go as bytes, else as JSON. */
  async send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    { body, signal, absent }: { body?: unknown; signal?: AbortSignal; absent?: true } = {},
  ): Promise<Response> {
    const { token, transport = fetch } = this.#options;
    const headers = new Headers({ accept: 'application/json, text/event-stream' });
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const bytes = body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : undefined;
    if (body !== undefined) {
      headers.set('content-type', bytes ? 'application/octet-stream' : 'application/json');
    }
    const request = new Request(`${this.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: bytes ?? JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    let answer: Response;
    try {
      answer = await transport(request);
    } catch (cause) {
      if (signal?.aborted) throw cause;
      const message = `No server answers at ${this.url}; start one with causeway serve, or name another with --server`;
      throw new Unreachable(message, cause);
    }
    if (answer.ok || (absent && answer.status === 404)) return answer;
    throw await this.#problemOf(answer);
  }

  async close(): Promise<void> {
    await this.#options.onClose?.();
  }

  async #read<T>(answer: Response, schema: z.ZodMiniType<T>): Promise<T> {
    let content: unknown;
    try {
      content = readJson(await answer.text());
    } catch (cause) {
      if (cause instanceof SyntaxError) throw this.#foreign();
      throw new Unreachable(`${this.url} went away before it had answered; try again`, cause);
    }
    const read = schema.safeParse(content);
    if (!read.success) throw this.#foreign();
    return read.data;
  }

  async #problemOf(answer: Response): Promise<CommandError> {
    const read = problemSchema.safeParse(await answer.json().catch(() => undefined));
    // A server that ends, or what stands before one that has ended.
    if (answer.status >= 500) {
      const told = read.success ? read.data.error.message : `it answers ${answer.status}`;
      return new Unreachable(`The server at ${this.url} cannot do that now (${told}); try again`);
    }
    if (!read.success) return this.#foreign();
    const { code, message } = read.data.error;
    const asked = code === 'not_found' || code === 'bad_request';
    const exitCode = asked ? USAGE_EXIT_CODE : FAILURE_EXIT_CODE;
    if (code !== 'unauthorized') return new CommandError(message, { exitCode, cause: { code } });
    const fix = 'give the token that causeway serve was given, in CAUSEWAY_TOKEN';
    return new CommandError(`${this.url} asks for a token; ${fix} (${message})`, { exitCode });
  }

  #foreign(): CommandError {
    const message = `What answers at ${this.url} is no Causeway server of this version; check --server`;
    return new CommandError(message, { exitCode: FAILURE_EXIT_CODE });
  }
}
