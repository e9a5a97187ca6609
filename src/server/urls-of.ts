import { networkInterfaces } from 'node:os';

export interface Urls {
  /** As this machine reaches it. */
  localUrl: string;
  /**
   * As others do: of a server that listens on every network, an address of this machine that is
   * not its own loopback one, where it has such.
   */
  outsideUrl: string;
}

/** The URLs of a server by the address that it listens on, without a slash at the end. */
export function urlsOf(address: string, port: number): Urls {
  const every = address === '0.0.0.0' || address === '::';
  const local = every ? '127.0.0.1' : address;
  const outside = every ? (outsideAddress() ?? local) : address;
  return { localUrl: urlOf(local, port), outsideUrl: urlOf(outside, port) };
}

function urlOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function outsideAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
