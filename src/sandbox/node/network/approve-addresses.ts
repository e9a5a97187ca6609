import { whyNotPublic } from './address-rules.ts';
import type { Permission } from './allow-list.ts';
import { type HostName, plainAddress } from './host-name.ts';
import { HostFault } from './network-error.ts';
import { type Resolve, resolveBySystem } from './resolve-by-system.ts';

/** What decides about addresses. Tests on one machine put others in their place. */
export interface AddressPolicy {
  resolve: Resolve;
  whyNotPublic: (address: string) => string | undefined;
}

export const ADDRESS_POLICY: AddressPolicy = { resolve: resolveBySystem, whyNotPublic };

/** Not asked of the system: whatever a hosts file says, this is the machine itself. */
const LOOPBACK = ['127.0.0.1', '::1'];

/**
 * The addresses that a permitted host may be reached at. A name with one address that is not public
 * is refused as a whole: what answers for it is not a server of the public internet.
 *
 * @throws HostFault `address_not_allowed` or `name_not_found`.
 */
export async function approveAddresses(
  { text, isAddress }: HostName,
  permission: Permission,
  { resolve, whyNotPublic: fault }: AddressPolicy,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (permission === 'itself') return isAddress ? [text] : LOOPBACK;
  if (isAddress) {
    const kind = fault(text);
    if (kind === undefined) return [text];
    const told = `${text} is ${kind}; list it to reach it`;
    throw new HostFault('address_not_allowed', told);
  }
  const addresses = await resolveName(text, () => resolve(text, signal));
  for (const address of addresses) {
    const kind = fault(address);
    if (kind === undefined) continue;
    // Not which: what this machine's name servers know is not for the program.
    const told = `${text} leads to ${kind}, and a name may lead to public ones only`;
    throw new HostFault(
      'address_not_allowed',
      `${told}; to reach it, list the address and use it in the URL`,
    );
  }
  return addresses.map(plainAddress);
}

async function resolveName(
  name: string,
  resolve: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  let found: readonly string[];
  try {
    found = await resolve();
  } catch (cause) {
    const code = String((cause as { code?: unknown } | null)?.code ?? cause);
    const told = `the name ${name} could not be resolved (${code})`;
    throw new HostFault('name_not_found', told, { cause });
  }
  if (found.length > 0) return found;
  throw new HostFault('name_not_found', `the name ${name} has no address`);
}
