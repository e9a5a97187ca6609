import { createSocket } from 'node:dgram';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Targets } from '../fixtures/battery.ts';

export interface LiveTargets {
  targets: Omit<Targets, 'pid'>;
  /** What has arrived at a listener since the last look. */
  takeArrivals(): string[];
  close(): void;
}

/** Real listeners and files of this machine for attacks to reach. */
export async function openTargets(secretFile: string, runtimeFile: string): Promise<LiveTargets> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-abuse-'));
  chmodSync(folder, 0o777);
  writeFileSync(join(folder, 'precious'), 'kept');
  chmodSync(join(folder, 'precious'), 0o666);
  let arrivals: string[] = [];
  const listen = async (name: string, where: { port: number; host: string } | string) => {
    const server = createServer((socket) => {
      arrivals.push(name);
      socket.on('error', () => {});
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(where as string, resolve));
    return server;
  };
  const unixPath = join(folder, 'listener.sock');
  const abstractName = `causeway-abuse-${process.pid}`;
  const tcp = await listen('tcp', { port: 0, host: '127.0.0.1' } as never);
  const unix = await listen('unix', unixPath);
  const abstract = await listen('abstract', `\0${abstractName}`);
  chmodSync(unixPath, 0o777);
  const udp = createSocket('udp4');
  udp.on('message', () => arrivals.push('udp'));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  return {
    targets: {
      tcpPort: portOf(tcp),
      udpPort: udp.address().port,
      unixPath,
      abstractName,
      secretFile,
      runtimeFile,
      openFolder: folder,
    },
    takeArrivals() {
      const taken = arrivals;
      arrivals = [];
      return taken.sort();
    },
    close() {
      for (const server of [tcp, unix, abstract]) server.close();
      udp.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}
