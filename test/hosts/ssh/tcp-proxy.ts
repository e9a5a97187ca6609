import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** A way to a port of loopback that a test can break. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that came through so far. */
  readonly connections: number;
  /** Bytes that went to the server so far. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Ends all connections at once; new ones are let through. */
  cut(): void;
  /** Lets nothing through, and tells nobody; new connections wait for the end of it. */
  blackHole(): void;
  /** Refuses what comes from here on, and ends what is there. */
  refuse(): Promise<void>;
  /** Lets everything through again; what was in a black hole stays there. */
  restore(): Promise<void>;
  /** Milliseconds that every piece is held, in each direction. */
  delayMs: number;
}

/** Starts such a way. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let hole = false;
  const counts = { connections: 0, up: 0, down: 0 };
  const proxy = { delayMs: 0 };
  const waiting = new Set<Socket>();
  const server = createServer((inner) => {
    counts.connections += 1;
    if (hole) waiting.add(inner.pause());
    else lead(inner);
  });
  const lead = (inner: Socket): void => {
    const outer = dial(target, '127.0.0.1');
    join(inner, outer, 'up');
    join(outer, inner, 'down');
    inner.resume();
  };
  const join = (from: Socket, to: Socket, way: 'up' | 'down'): void => {
    sockets.add(from);
    from.setNoDelay(true);
    const lost = (): boolean => stuck.has(from);
    from.on('data', (piece) => {
      if (lost()) return;
      counts[way] += piece.length;
      const pass = (): void => {
        if (lost() || to.destroyed) return;
        if (!to.write(piece)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      };
      if (proxy.delayMs > 0) setTimeout(pass, proxy.delayMs);
      else pass();
    });
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      if (!lost()) to.destroy();
    });
  };
  const stuck = new WeakSet<Socket>();
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const cut = (): void => {
    for (const socket of [...sockets, ...waiting]) socket.destroy();
    waiting.clear();
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    get connections() {
      return counts.connections;
    },
    get bytesUp() {
      return counts.up;
    },
    get bytesDown() {
      return counts.down;
    },
    get delayMs() {
      return proxy.delayMs;
    },
    set delayMs(value: number) {
      proxy.delayMs = value;
    },
    cut,
    blackHole() {
      hole = true;
      for (const socket of sockets) stuck.add(socket);
    },
    async refuse() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
    async restore() {
      hole = false;
      for (const inner of waiting) lead(inner);
      waiting.clear();
      if (!server.listening) await listen(port);
    },
    async [Symbol.asyncDispose]() {
      cut();
      if (server.listening) server.close();
    },
  };
}
