import { once } from 'node:events';
import { isIP, type LookupFunction, connect as openSocket, type Socket } from 'node:net';
import { connect as openSecureSocket, type TLSSocket } from 'node:tls';
import { plainAddress } from './host-name.ts';
import { HostFault } from './network-error.ts';

export interface ConnectionRequest {
  /** What the certificate must be for. */
  host: string;
  port: number;
  secure: boolean;
  /** Where to connect to: the one that answers first. */
  addresses: readonly string[];
  signal: AbortSignal;
}

/** How long an address is given before the next one is tried; Node's own 250 ms is a slow round trip. */
const NEXT_ADDRESS_MS = 1000;

/**
 * Connects to one of the addresses and nowhere else: no name is resolved on the way. Before anything
 * is sent it is looked at once more whether the other end is one of them.
 */
export async function openConnection(request: ConnectionRequest): Promise<Socket | TLSSocket> {
  const { host, port, secure, addresses, signal } = request;
  const [first = ''] = addresses;
  const socket = openSocket({
    // With a literal address there is no lookup; with several, the lookup gives them all.
    host: addresses.length === 1 ? first : host,
    port,
    lookup: alwaysGive(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
    noDelay: true,
    signal,
  });
  // Between two steps nobody else listens, and an error without a listener ends the process.
  socket.on('error', () => {});
  await once(socket, 'connect');
  const { remoteAddress } = socket;
  if (remoteAddress === undefined || !addresses.includes(plainAddress(remoteAddress))) {
    socket.destroy();
    const told = `the connection went to ${remoteAddress}, which was not asked for`;
    throw new HostFault('address_not_allowed', told);
  }
  return secure ? makeSecure(socket, host, signal) : socket;
}

function alwaysGive(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all: wanted }, callback) => {
    if (wanted === true) callback(null, all);
    else callback(null, all[0]?.address ?? '', all[0]?.family);
  };
}

async function makeSecure(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket> {
  const secured = openSecureSocket({
    socket,
    host,
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    // Whatever the environment of the host process says.
    rejectUnauthorized: true,
  });
  secured.on('error', () => {});
  try {
    await once(secured, 'secureConnect', { signal });
    return secured;
  } catch (cause) {
    socket.destroy();
    // A connection that breaks is no matter of certificates.
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (signal.aborted || (/^E[A-Z]+$/.test(code) && code !== 'EPROTO')) throw cause;
    const [why = ''] = (cause as Error).message.trim().split('\n');
    const told = `${host} offers no connection that can be trusted: ${why}`;
    throw new HostFault('tls_failed', told, { cause });
  }
}
