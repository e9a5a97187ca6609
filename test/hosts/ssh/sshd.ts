import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOrInstall } from '../../house/install-on-system.ts';
import { SYSTEM_REQUIREMENTS } from '../../house/system-requirements.ts';
import { serverSide } from './ssh-processes.ts';

/** An SSH server of a test: on loopback, with keys, a configuration and a folder of its own. */
export interface Sshd {
  readonly folder: string;
  readonly port: number;
  /** The home of whoever signs in: an empty folder. */
  readonly home: string;
  /** For `ssh -F`: the host `box` is this server. */
  readonly configFile: string;
  readonly knownHostsFile: string;
  /** The key that is let in without a forced command. */
  readonly identityFile: string;
  /** Process number of the server itself. */
  readonly pid: number;
  /** Makes a key that is let in with these options of authorized_keys; its private file. */
  addKey(name: string, options: string): string;
  /** Writes a client configuration in which `box` is at another port, or has other settings. */
  writeConfig(name: string, settings: Readonly<Record<string, string>>): string;
  /** Gives the server a new host key at the next start. */
  changeHostKey(): void;
  /** Ends the server with its sessions, as a reboot does. */
  stop(): Promise<void>;
  /** Starts it again at the same port. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a server; lines for its configuration may be given. */
export async function startSshd(lines: readonly string[] = []): Promise<Sshd> {
  findOrInstall(SYSTEM_REQUIREMENTS.ssh);
  const [program = ''] = findOrInstall(SYSTEM_REQUIREMENTS.sshd);
  // The server's own start script makes this folder, which a container has not run.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const folder = mkdtempSync('/tmp/causeway-sshd-');
  const file = (name: string): string => join(folder, name);
  const makeKey = (name: string): string => {
    rmSync(file(name), { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name), '-C', name]);
    return readFileSync(file(`${name}.pub`), 'utf8');
  };
  const hostKey = makeKey('host_key');
  // A home of the test's own: nobody's start-up files, and nothing is left in the user's.
  const home = file('home');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(file('authorized_keys'), `environment="HOME=${home}" ${makeKey('user_key')}`);
  const port = await freePort();
  writeFileSync(
    file('sshd_config'),
    [
      // The first value of a setting is the one that holds.
      ...lines,
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${file('host_key')}`,
      `AuthorizedKeysFile ${file('authorized_keys')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'PrintMotd no',
      'PermitUserEnvironment yes',
      'UseDNS no',
      'MaxStartups 100',
      '',
    ].join('\n'),
  );
  const [, keyType, keyText] = /^(\S+) (\S+)/.exec(hostKey) ?? [];
  const knownHostsFile = file('known_hosts');
  writeFileSync(knownHostsFile, `causeway-test-box ${keyType} ${keyText}\n`);

  const writeConfig = (name: string, settings: Readonly<Record<string, string>>): string => {
    const all = {
      HostName: '127.0.0.1',
      Port: String(port),
      User: userInfo().username,
      HostKeyAlias: 'causeway-test-box',
      IdentityFile: file('user_key'),
      IdentitiesOnly: 'yes',
      UserKnownHostsFile: knownHostsFile,
      GlobalKnownHostsFile: '/dev/null',
      ...settings,
    };
    const text = Object.entries(all).map(([key, value]) => `  ${key} ${value}\n`);
    writeFileSync(file(name), `Host box\n${text.join('')}`);
    return file(name);
  };

  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const log: string[] = [];
    child = spawn(program, ['-D', '-e', '-f', file('sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text));
    for (;;) {
      if (child.exitCode !== null) throw new Error(`sshd did not start: ${log.join('')}`);
      if (await isListening(port)) return;
      await sleep(20);
    }
  };
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const sessions = serverSide(child.pid ?? 0);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    for (const pid of sessions) killQuietly(pid);
  };
  await start();
  return {
    folder,
    port,
    home,
    configFile: writeConfig('ssh_config', {}),
    knownHostsFile,
    identityFile: file('user_key'),
    get pid() {
      return child.pid ?? 0;
    },
    addKey(name, options) {
      const before = readFileSync(file('authorized_keys'), 'utf8');
      writeFileSync(file('authorized_keys'), `${before}${options} ${makeKey(name)}`);
      return file(name);
    },
    writeConfig,
    changeHostKey() {
      copyFileSync(file('host_key'), file('old_host_key'));
      makeKey('host_key');
    },
    stop,
    start,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A port of loopback that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
