import { encodeJson } from '../../../../protocol/exact-json.ts';
import { LONGEST_LINE_BYTES } from '../../../../protocol/host/messages.ts';
import {
  type HostParams,
  hostParamsShapes,
  isHostMethod,
} from '../../../../protocol/host/methods.ts';
import { describeSandboxEnd, SandboxDied } from '../../sandbox-end.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Methods, RequestContext, ServedMethod } from './methods.ts';
import type { SessionSlot } from './session-slot.ts';

/** Requests that may wait for their reply, and the size of their lines; the next is refused. */
const MOST_REQUESTS = 1000;
const MOST_REQUEST_BYTES = 256 * 1024 * 1024;

type Message = Readonly<Record<string, unknown>>;

/**
 * Serves requests in the order they came, one after another. Only a `runPtc` lets later ones pass
 * while it is under way: its tools may need the session's files.
 */
export class RequestServer {
  readonly #methods: Methods;
  readonly #slot: SessionSlot;
  readonly #writer: LineWriter;
  /** What came before, without programs. */
  #ordered: Promise<void> = Promise.resolve();
  #lastProgram: Promise<void> = Promise.resolve();
  /** `runPtc` and `run` without a reply, oldest first. */
  readonly #programs = new Set<AbortController>();
  readonly #unanswered = new Set<Promise<void>>();
  #unansweredBytes = 0;

  constructor(methods: Methods, slot: SessionSlot, writer: LineWriter) {
    this.#methods = methods;
    this.#slot = slot;
    this.#writer = writer;
  }

  /** `bytes`: size of the request's line. Returns the id of a `close`, which the caller serves. */
  receive(message: Message, bytes: number): { closeId: unknown } | undefined {
    const { id = null, method } = message;
    const params = message.params ?? {};
    const fault = requestFault(method, params);
    if (fault !== null) {
      this.refuse(id, fault);
    } else if (method === 'close') {
      return { closeId: id };
    } else if (this.#isFull(bytes)) {
      const most = `${MOST_REQUESTS} requests, or ${MOST_REQUEST_BYTES / 2 ** 20} MiB of them,`;
      this.refuse(id, `${most} wait for their replies already; wait for some of them`);
    } else {
      this.#enqueue(id, method as ServedMethod, params, bytes);
    }
    return undefined;
  }

  /** Answers what cannot be served. */
  refuse(id: unknown, error: string): void {
    this.#writer.write(encodeJson({ id, ok: false, error }, { name: 'reply' }));
  }

  reply(id: unknown, result: unknown): void {
    let line: string;
    try {
      const reply = { id, ok: true, result };
      line = encodeJson(reply, { name: 'the reply', maxBytes: LONGEST_LINE_BYTES });
    } catch (error) {
      this.refuse(id, (error as Error).message);
      return;
    }
    this.#writer.write(line);
  }

  /** Ends the program under way: the oldest `runPtc` or `run` that has no reply. */
  cancel(reason: string): void {
    const [oldest] = this.#programs;
    oldest?.abort(new DOMException(reason, 'AbortError'));
  }

  /** Resolves when every request has its reply. */
  async settled(): Promise<void> {
    while (this.#unanswered.size > 0) await Promise.all(this.#unanswered);
  }

  #isFull(bytes: number): boolean {
    const { size } = this.#unanswered;
    const tooLarge = this.#unansweredBytes + bytes > MOST_REQUEST_BYTES;
    return size >= MOST_REQUESTS || (size > 0 && tooLarge);
  }

  #enqueue(id: unknown, method: ServedMethod, params: object, bytes: number): void {
    const inits = method === 'init' ? this.#slot.announce() : this.#slot.announced;
    const controller = new AbortController();
    const { signal } = controller;
    const context: RequestContext = { inits, session: () => this.#slot.get(inits), signal };
    const isProgram = method === 'runPtc' || method === 'run';
    if (isProgram) this.#programs.add(controller);
    this.#unansweredBytes += bytes;
    const serve = async (turn: Promise<unknown>): Promise<void> => {
      await turn;
      await this.#writer.room();
      try {
        this.reply(id, await this.#perform(method, params, context));
      } catch (error) {
        this.refuse(id, errorText(error));
      }
      this.#programs.delete(controller);
      this.#unansweredBytes -= bytes;
    };
    const before = method === 'runPtc' ? [this.#ordered, this.#lastProgram] : [this.#ordered];
    const done = serve(Promise.all(before));
    if (method === 'runPtc') this.#lastProgram = done;
    else this.#ordered = done;
    this.#unanswered.add(done);
    done.finally(() => this.#unanswered.delete(done));
  }

  #perform<M extends ServedMethod>(
    method: M,
    params: object,
    context: RequestContext,
  ): Promise<unknown> {
    return this.#methods[method](params as HostParams[M], context);
  }
}

function errorText(error: unknown): string {
  if (error instanceof SandboxDied) {
    return `${describeSandboxEnd(error)}; send init to open another session`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** Why a request cannot be served; null when it can. */
function requestFault(method: unknown, params: unknown): string | null {
  if (typeof method !== 'string') return 'a request needs a method: a string';
  if (!isHostMethod(method)) {
    const shown = method.length > 200 ? `${method.slice(0, 200)}…` : method;
    return `unknown method: ${shown}`;
  }
  return hostParamsShapes[method](params, 'params');
}
