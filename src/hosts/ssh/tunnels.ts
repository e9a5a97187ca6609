import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tunnel } from '../connection.ts';
import { HostError } from '../host-error.ts';
import type { Connection } from './connection.ts';
import { type ControlAnswer, controlMaster } from './control-master.ts';
import { lastLine } from './explain-failure.ts';

const CONTROL_MS = 10_000;
// A server that has not noticed the end of the old connection may hold its port for a while.
const AGAIN_TRIES = 30;
const AGAIN_MS = 1_000;

/** One way for connections from a port on one side to a port on the other. */
interface Way {
  readonly flag: '-L' | '-R';
  /** The port that leads there. */
  port: number;
  readonly target: number;
  /** As it was asked for last: cancelling takes the same words. */
  spec: string;
  users: number;
  readonly lost: PromiseWithResolvers<string>;
}

/** The tunnels of a connection; they are made anew, at the same ports, when it was. */
export class Tunnels {
  readonly #connection: Connection;
  readonly #ways = new Set<Way>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onChange(({ state }) => {
      if (state === 'connected') for (const way of this.#ways) void this.#restore(way);
    });
  }

  /** Leads from a free port here to a port over there. */
  async forward(remotePort: number): Promise<Tunnel> {
    checkPort(remotePort);
    for (let tries = 1; ; tries += 1) {
      const port = await freePort();
      const spec = specOf(port, remotePort);
      const answer = await this.#ask('forward', '-L', spec);
      if (answer.done) return this.#add('-L', port, remotePort, spec);
      // Somebody else may have taken the port just then.
      if (tries === 3) throw refused(`port ${remotePort} over there`, answer);
    }
  }

  /** Leads from a port over there, free unless one is asked for, to a port here. */
  async expose(localPort: number, remotePort = 0): Promise<Tunnel> {
    checkPort(localPort);
    if (remotePort !== 0) checkPort(remotePort);
    // The server would give the same port again, and close it for both.
    const same = [...this.#ways].find(
      ({ flag, target, spec }) =>
        flag === '-R' && target === localPort && spec === specOf(remotePort, localPort),
    );
    if (same) return this.#use(same);
    const spec = specOf(remotePort, localPort);
    const answer = await this.#ask('forward', '-R', spec);
    const port = remotePort || Number(answer.stdout.trim());
    if (!answer.done || !Number.isInteger(port) || port === 0) {
      throw refused(remotePort === 0 ? 'a port over there' : `port ${remotePort} there`, answer);
    }
    return this.#add('-R', port, localPort, spec);
  }

  #add(flag: Way['flag'], port: number, target: number, spec: string): Tunnel {
    const lost = Promise.withResolvers<string>();
    const way = { flag, port, target, spec, users: 0, lost };
    this.#ways.add(way);
    return this.#use(way);
  }

  #use(way: Way): Tunnel {
    way.users += 1;
    let open = true;
    const close = async (): Promise<void> => {
      if (!open) return;
      open = false;
      way.users -= 1;
      if (way.users > 0) return;
      this.#ways.delete(way);
      if (this.#connection.current) await this.#ask('cancel', way.flag, way.spec);
    };
    return { port: way.port, lost: way.lost.promise, close, [Symbol.asyncDispose]: close };
  }

  async #restore(way: Way): Promise<void> {
    const spec = specOf(way.port, way.target);
    for (let tries = 1; this.#ways.has(way) && this.#connection.current; tries += 1) {
      const answer = await this.#ask('forward', way.flag, spec).catch(() => undefined);
      if (answer?.done) {
        way.spec = spec;
        return;
      }
      if (tries === AGAIN_TRIES) {
        this.#ways.delete(way);
        way.lost.resolve(refused(`port ${way.port}`, answer).message);
        return;
      }
      await sleep(AGAIN_MS, undefined, { ref: false });
    }
  }

  async #ask(request: 'forward' | 'cancel', flag: string, spec: string): Promise<ControlAnswer> {
    return await controlMaster(await this.#connection.master(), request, [flag, spec], CONTROL_MS);
  }
}

function specOf(port: number, target: number): string {
  return `127.0.0.1:${port}:127.0.0.1:${target}`;
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return;
  throw new HostError('command_failed', `${port} is no port; use a number from 1 to 65535`);
}

function refused(what: string, answer: ControlAnswer | undefined): HostError {
  const said = answer?.stderr.split('\n').find((line) => /fail|refused|denied/i.test(line)) ?? '';
  return new HostError(
    'host_refused',
    `No tunnel for ${what}${said && `: ${lastLine(said)}`}; the server must allow it (AllowTcpForwarding) and the port be free`,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
