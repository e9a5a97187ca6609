import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatWire } from './chat-wire.ts';
import { geminiWire } from './gemini-wire.ts';
import { messagesWire } from './messages-wire.ts';
import { responsesWire } from './responses-wire.ts';
import { type ModelRequest, type ModelStep, nextReply } from './script.ts';

const WIRES = [messagesWire, chatWire, responsesWire, geminiWire];

/** A model that follows a script, for programs of all four wires. */
export interface ScriptedModel {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  readonly url: string;
  /** Requests that were answered from the script, oldest first. */
  readonly requests: readonly ModelRequest[];
  /** What was asked and is not understood. A test expects none. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Starts one on a free port of the loopback address. */
export async function startScriptedModel(script: readonly ModelStep[]): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const path = request.url ?? '';
      try {
        const wire = WIRES.find((one) => one.matches(path));
        if (request.method !== 'POST' || wire === undefined) {
          response.writeHead(404).end();
          return;
        }
        const body: unknown = JSON.parse(Buffer.concat(pieces).toString());
        const asked = wire.read(body);
        const { type, text } = wire.write(nextReply(script, asked), body);
        if (asked.tools.length > 0) requests.push(asked);
        response.writeHead(200, { 'content-type': type }).end(text);
      } catch (error) {
        faults.push(`${path}: ${String(error)}`);
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: String(error) } }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
