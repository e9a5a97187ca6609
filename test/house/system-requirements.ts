import { spawnSync } from 'node:child_process';

/** A program that some tests need and npm does not bring. */
export interface SystemRequirement {
  name: string;
  /** The names it goes by, tried in order, with arguments that make it tell its version. */
  commands: readonly (readonly string[])[];
  /** What its answer must look like to be of use. */
  expected: RegExp;
  /** Whether it answers only in refusing to be asked, and so not with 0. */
  answersWithFault?: boolean;
  /** How to get it, as the end of a sentence. */
  fix: string;
  /** The Debian package to install where that can be done without a person; absent: never. */
  aptPackage?: string;
}

/** What the tests need from the system beside Node and npm. */
export const SYSTEM_REQUIREMENTS: Readonly<
  Record<'python3' | 'chromium' | 'ssh' | 'sshd', SystemRequirement>
> = {
  python3: {
    name: 'Python 3.9 or later',
    commands: [
      ['python3', '--version'],
      ['python', '--version'],
      ['py', '-3', '--version'],
    ],
    expected: /^Python 3\.(9|[1-9]\d)/,
    fix: 'install it with "apt-get install python3", "brew install python" or from python.org',
  },
  chromium: {
    name: 'Chromium or Chrome',
    commands: [
      ...(process.env.CAUSEWAY_CHROMIUM ? [[process.env.CAUSEWAY_CHROMIUM, '--version']] : []),
      ['chromium', '--version'],
      ['chromium-browser', '--version'],
      ['google-chrome', '--version'],
      ['google-chrome-stable', '--version'],
      ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '--version'],
      ['/Applications/Chromium.app/Contents/MacOS/Chromium', '--version'],
    ],
    expected: /^(Chromium|Google Chrome) \d{3}/,
    fix: 'install it with "apt-get install chromium" or name one in CAUSEWAY_CHROMIUM',
    aptPackage: 'chromium',
  },
  ssh: {
    name: "OpenSSH's client",
    commands: [['ssh', '-V']],
    expected: /^OpenSSH_([89]|[1-9]\d)\./,
    fix: 'install it with "apt-get install openssh-client"',
    aptPackage: 'openssh-client',
  },
  sshd: {
    name: "OpenSSH's server",
    commands: [
      ['/usr/sbin/sshd', '-V'],
      ['/usr/local/sbin/sshd', '-V'],
    ],
    expected: /^OpenSSH_([89]|[1-9]\d)\./m,
    answersWithFault: true,
    fix: 'install it with "apt-get install openssh-server"',
    aptPackage: 'openssh-server',
  },
};

/** Finds the command line that starts a program; throws one line with the fix when there is none. */
export function findOnSystem(requirement: SystemRequirement): string[] {
  for (const command of requirement.commands) {
    const [file = '', ...args] = command;
    const answer = spawnSync(file, args, { encoding: 'utf8' });
    const answered = answer.status === 0 || requirement.answersWithFault;
    if (answered && requirement.expected.test(answer.stdout + answer.stderr)) {
      return command.slice(0, -1);
    }
  }
  throw new Error(`The tests need ${requirement.name}, which was not found; ${requirement.fix}`);
}
