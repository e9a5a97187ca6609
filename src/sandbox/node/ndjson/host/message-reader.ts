import { show } from '../../../../protocol/events/describe-fault.ts';
import { type Line, LineSplitter } from '../line-splitter.ts';
import { readLine } from '../read-line.ts';
import type { ClientCalls } from './client-calls.ts';
import type { Notices } from './notices.ts';
import type { RequestServer } from './request-server.ts';

/** Gives each line of the client to whom it is for. */
export class MessageReader {
  readonly #server: RequestServer;
  readonly #calls: ClientCalls;
  readonly #notices: Notices;
  readonly #longestLine: number;
  #stopped = false;

  constructor(server: RequestServer, calls: ClientCalls, notices: Notices, longestLine: number) {
    this.#server = server;
    this.#calls = calls;
    this.#notices = notices;
    this.#longestLine = longestLine;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Resolves at the end of the input, or with the `close` that came before it. */
  async read(
    input: AsyncIterable<Uint8Array>,
    room: () => Promise<void>,
  ): Promise<{ closeId: unknown } | undefined> {
    const splitter = new LineSplitter(this.#longestLine);
    for await (const chunk of input) {
      for (const line of splitter.push(chunk)) {
        if (this.#stopped) return undefined;
        const close = this.#receiveSafely(line);
        if (close !== undefined) return close;
      }
      // A client that does not read is not read either.
      await room();
    }
    if (splitter.midLine) {
      this.#notices.tell('the input ended in the middle of a line', 'that line was not served');
    }
    return undefined;
  }

  /** No line ends the host, whatever it holds and whatever we have overlooked. */
  #receiveSafely(line: Line): { closeId: unknown } | undefined {
    try {
      return this.#receive(line);
    } catch (error) {
      this.#notices.tell('a line could not be served', show(String(error)));
      return undefined;
    }
  }

  #receive(line: Line): { closeId: unknown } | undefined {
    if (line === 'too long') {
      const longest = this.#longestLine.toLocaleString('en');
      return this.#fault(null, `it is longer than ${longest} bytes and was skipped`);
    }
    const content = readLine(line);
    switch (content.kind) {
      case 'blank':
        return undefined;
      case 'fault':
        return this.#fault(content.readable, content.fault);
      case 'object':
        return this.#message(content.message, line.length);
    }
  }

  #message(message: Record<string, unknown>, bytes: number): { closeId: unknown } | undefined {
    const { type, method, reason } = message;
    if (type === 'host_call_result') {
      this.#calls.settle(message);
    } else if (type === 'cancel') {
      this.#server.cancel(typeof reason === 'string' ? reason : 'the client gave no reason');
    } else if (type === undefined || method !== undefined) {
      return this.#server.receive(message, bytes);
    } else {
      this.#notices.tell('a message is of no known type', `its type is ${show(type)}`);
    }
    return undefined;
  }

  /** A line that is no message, answered as well as it can be. */
  #fault(readable: Record<string, unknown> | null, fault: string): undefined {
    if (readable?.type === 'host_call_result') {
      const message = `the answer to the call cannot be read: ${fault}`;
      this.#calls.settle({ id: readable.id, ok: false, error: 'ToolError', message });
      return;
    }
    const id = readable?.id;
    const known = typeof id === 'string' || Number.isSafeInteger(id) ? id : null;
    this.#server.refuse(known, `a line is no message: ${fault}`);
  }
}
