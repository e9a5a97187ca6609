import { networkInterfaces } from 'node:os';

/**
 * The URL by which others reach a server. One that listens on every network is named by an address
 * of this machine that is not its own loopback one, where it has such.
 */
export function reachableUrl(address: string, port: number): string {
  const every = address === '0.0.0.0' || address === '::';
  const name = every ? (outsideAddress() ?? '127.0.0.1') : address;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function outsideAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
