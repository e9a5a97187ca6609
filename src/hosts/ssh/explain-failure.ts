import { HostError, type HostErrorCode } from '../host-error.ts';

/** What is known of a process that was to hold a connection and does not. */
export interface ConnectFailure {
  target: string;
  /** What `ssh` itself said. */
  stderr: string;
  /** What the other side printed instead of the answer of a shell. */
  stdout: string;
  exitCode: number | null;
  /** Whether the time was up. */
  timedOut: boolean;
  /** Whether the user was let in. */
  signedIn: boolean;
}

interface Explanation {
  said: RegExp;
  code: HostErrorCode;
  tell(target: string, line: string): string;
}

// In this order: a changed key and an unknown key both end with the same last line.
const explanations: readonly Explanation[] = [
  {
    said: /REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed|key .*revoked/i,
    code: 'host_key_changed',
    tell: (target) =>
      `${target} shows another host key than it did before: somebody may be in between. If the machine was set up anew, remove its old key with "ssh-keygen -R" and connect again`,
  },
  {
    said: /No \S+ host key is known|Host key verification failed/i,
    code: 'host_key_unknown',
    tell: (target) =>
      `The host key of ${target} is not known; run "ssh ${target}" once and compare it, or allow new keys`,
  },
  {
    said: /Could not resolve hostname|Name or service not known|nodename nor servname/i,
    code: 'host_unknown',
    tell: (target) =>
      `There is no host ${target}: its name leads nowhere; check the name, or add it to ~/.ssh/config`,
  },
  {
    said: /Permission denied|Too many authentication failures|no mutual signature|No supported authentication/i,
    code: 'host_refused',
    tell: (target, line) =>
      `${target} refused to sign in (${line}); check the user, and the key with "ssh-add -l" or "ssh ${target}"`,
  },
  {
    said: /Connection refused/i,
    code: 'host_unreachable',
    tell: (target) =>
      `${target} refused the connection: no SSH server listens at that port; check the port, or start it`,
  },
  {
    said: /timed out|timeout/i,
    code: 'host_unreachable',
    tell: (target) => `${target} did not answer in time; check its address and the network`,
  },
];

/** Turns what is known of a failed connect into one line with the fix. */
export function explainFailure(failure: ConnectFailure): HostError {
  const { target, stderr, stdout, timedOut, signedIn } = failure;
  const found = explanations.find(({ said }) => said.test(stderr));
  if (found && !signedIn) {
    const line = stderr.split(/\r?\n/).find((text) => found.said.test(text)) ?? '';
    return new HostError(found.code, found.tell(target, short(line)));
  }
  if (signedIn || (!timedOut && failure.exitCode !== 255)) {
    const words = short(stdout) || short(stderr);
    const said = words === '' ? 'nothing answered' : `it said ${JSON.stringify(words)}`;
    return new HostError(
      'no_shell',
      `${target} lets the user in but runs no shell for it: ${said}; the account needs a login shell, and the key no forced command`,
    );
  }
  if (timedOut) {
    return new HostError(
      'host_unreachable',
      `${target} did not answer in time; check its address and the network`,
    );
  }
  const line = short(lastLine(stderr)) || 'ssh ended without a word';
  return new HostError(
    'host_unreachable',
    `${target} can't be reached: ${line}; try "ssh ${target}"`,
  );
}

/** The last line that says anything. */
export function lastLine(text: string): string {
  return text.trimEnd().split(/\r?\n/).at(-1)?.trim() ?? '';
}

function short(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
