import { networkInterfaces } from 'node:os';

/**
 * The URL by which others reach a server. One that listens on every network is named by an address
 * of this machine that is not its own loopback one, where it has such.
 */
export function reachableUrl(address: string, port: number): string {
  return urlOf(isEvery(address) ? (outsideAddress() ?? '127.0.0.1') : address, port);
}

/** The URL by which programs on this machine reach it. */
export function localUrl(address: string, port: number): string {
  return urlOf(isEvery(address) ? '127.0.0.1' : address, port);
}

function isEvery(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function urlOf(name: string, port: number): string {
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function outsideAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
