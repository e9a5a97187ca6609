import { HostError } from '../host-error.ts';

/** How a machine is reached. What is not said here stands in the user's own `~/.ssh/config`. */
export interface SshHostOptions {
  /** Read instead of `~/.ssh/config` and the system's, as `ssh -F`. */
  configFile?: string;
  /** Where host keys are looked up, and added with `accept-new`. Default: the user's own file. */
  knownHostsFile?: string;
  /**
   * `known` refuses a machine whose key is in no known_hosts file; `accept-new` takes the key of one
   * that was never seen. A key that changed is always refused. Default `known`.
   */
  hostKeys?: 'known' | 'accept-new';
  /** As in `ssh -p`. */
  port?: number;
  /** As in `ssh -l`. */
  user?: string;
  /** A private key, as in `ssh -i`; asked for before those of the agent. */
  identityFile?: string;
  /** The program to use. Default `ssh`, found on the `PATH`. */
  sshProgram?: string;
  /** What does the work over there. Default: the best that the machine has, python3, perl, or sh. */
  helper?: 'python3' | 'perl' | 'sh';
  /** Milliseconds for reaching the machine. Default 10,000; signing in may take 20,000 more. */
  connectTimeoutMs?: number;
  /** Milliseconds that a call waits for a broken connection to come back. Default 300,000. */
  reconnectTimeoutMs?: number;
}

/** Checks what `ssh` is to be told and refuses what it could take for an option. */
export function checkTarget(target: string): void {
  if (!/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u.test(target)) {
    throw new HostError(
      'host_unknown',
      `${JSON.stringify(target)} is no name of a host; write a name from ~/.ssh/config or user@host`,
    );
  }
}

/** Arguments of the one process that holds the connection. The control path is a socket to be made. */
export function masterArguments(options: SshHostOptions, controlPath: string): string[] {
  const { configFile, knownHostsFile, port, user, identityFile } = options;
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(identityFile === undefined ? [] : ['-i', identityFile]),
    '-M',
    '-T',
    '-S',
    controlPath,
    ...settings({
      ControlMaster: 'yes',
      ControlPersist: 'no',
      BatchMode: 'yes',
      ConnectTimeout: String(Math.ceil((options.connectTimeoutMs ?? 10_000) / 1000)),
      // A silence of three to four seconds is a broken connection. It is cheap to make a new one.
      ServerAliveInterval: '1',
      ServerAliveCountMax: '3',
      StrictHostKeyChecking: options.hostKeys === 'accept-new' ? 'accept-new' : 'yes',
      ...(knownHostsFile === undefined
        ? {}
        : { UserKnownHostsFile: asSettingPath(knownHostsFile) }),
      ForwardAgent: 'no',
      ForwardX11: 'no',
      ClearAllForwardings: 'yes',
      PermitLocalCommand: 'no',
      RemoteCommand: 'none',
      LogLevel: 'ERROR',
    }),
  ];
}

/**
 * Arguments of a process that uses the connection another one holds. It reads no configuration, and
 * never opens a connection of its own: without `ProxyCommand` it would where the first one is gone.
 */
export function clientArguments(controlPath: string): string[] {
  return [
    '-F',
    'none',
    '-T',
    '-S',
    controlPath,
    ...settings({
      ControlMaster: 'no',
      BatchMode: 'yes',
      ProxyCommand: 'false',
      ForwardAgent: 'no',
      ForwardX11: 'no',
      LogLevel: 'ERROR',
    }),
  ];
}

function settings(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function asSettingPath(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}
