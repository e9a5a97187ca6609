import { ProblemError } from '../http/problem-error.ts';
import { isLoopbackName } from './loopback.ts';

/**
 * Refuses a request that reached a server of this machine under a name that is not this machine's:
 * a page elsewhere can make its own name lead here (DNS rebinding).
 */
export function checkHost(request: Request, port: number, publicHost: string | undefined): void {
  const host = request.headers.get('host') ?? '';
  if (publicHost !== undefined && host.toLowerCase() === publicHost) return;
  const [, name = '', given = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  if (isLoopbackName(name) && Number(given) === port) return;
  const shown = JSON.stringify(host.slice(0, 100));
  const names = `localhost:${port} or 127.0.0.1:${port}`;
  const advice = `use ${names}, or start the server with the public URL it has`;
  throw new ProblemError(
    'forbidden',
    `This server does not answer to the name ${shown}; ${advice}`,
  );
}

/**
 * Refuses what another site's page sends: its browser says so by `Origin` or `Sec-Fetch-Site`.
 * Programs send neither.
 */
export function checkOrigin(request: Request, publicOrigin: string | undefined): void {
  const { headers } = request;
  const origin = headers.get('origin');
  if (origin !== null) {
    const host = headers.get('host') ?? '';
    const own = [`http://${host}`, `https://${host}`, publicOrigin];
    if (own.includes(origin)) return;
    const shown = JSON.stringify(origin.slice(0, 100));
    const advice = 'if that is its own address, start it with that as the public URL';
    throw new ProblemError('forbidden', `Pages of ${shown} may not use this server; ${advice}`);
  }
  const site = headers.get('sec-fetch-site');
  if (site === null || site === 'same-origin' || site === 'none') return;
  throw new ProblemError('forbidden', 'Pages of other sites may not use this server');
}
