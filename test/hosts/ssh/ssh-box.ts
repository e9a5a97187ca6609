import { afterAll, beforeAll } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { sshHost } from '../../../src/hosts/ssh/ssh-host.ts';
import type { SshHostOptions } from '../../../src/hosts/ssh/ssh-options.ts';
import { INSTALLING } from '../../house/install-on-system.ts';
import { type Sshd, startSshd } from './sshd.ts';

/** A server for a test file, and hosts that are closed at its end. */
export interface SshBox {
  readonly sshd: Sshd;
  /** A host at that server. */
  host(options?: SshHostOptions, target?: string): Host;
}

/** Starts a server before the tests of a file, and ends it after them. */
export function sshBox(lines: readonly string[] = []): SshBox {
  let sshd: Sshd | undefined;
  const hosts: Host[] = [];
  beforeAll(async () => {
    sshd = await startSshd(lines);
  }, INSTALLING.timeout);
  afterAll(async () => {
    for (const host of hosts) await host.close();
    await sshd?.remove();
  });
  const box: SshBox = {
    get sshd() {
      if (!sshd) throw new Error('The server starts before the tests, not before their file.');
      return sshd;
    },
    host(options = {}, target = 'box') {
      const host = sshHost(target, { configFile: box.sshd.configFile, ...options });
      hosts.push(host);
      return host;
    },
  };
  return box;
}
