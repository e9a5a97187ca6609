import { HostError } from '../host-error.ts';
import type { OpenChannel } from '../ssh/channel.ts';
import { HelperLink } from './helper-link.ts';
import type { HelperKind } from './helper-program.ts';

const BEST_FIRST: readonly HelperKind[] = ['python3', 'perl', 'sh'];
/** Starting an interpreter from a slow disk, behind slow start-up files. */
const ANSWER_MS = 30_000;

/** What does the work on a machine. */
export interface ChosenHelper {
  helper: HelperKind;
  /** The file of its interpreter, where the machine tells it. */
  interpreter?: string;
}

/**
 * Finds out what does the work on a machine: the best that is there, or the one that is wanted.
 *
 * @throws HostError `no_shell` when it has none, `host_unreachable` when the connection breaks.
 */
export async function chooseHelper(open: OpenChannel, wanted?: HelperKind): Promise<ChosenHelper> {
  const kinds = wanted ? [wanted] : BEST_FIRST;
  const link = await HelperLink.open({ open, helper: 'sh', program: 'probe', args: kinds });
  try {
    const frame = await link.next(ANSWER_MS);
    const [found, ...file] = frame?.type === 'line' && frame.word === 'H' ? frame.rest : [];
    const helper = kinds.find((one) => one === found);
    if (helper) return { helper, ...(file.length > 0 && { interpreter: file.join(' ') }) };
    if (frame?.type === 'line' && frame.word === 'F') throw noHelper(wanted, frame.rest);
    const exitCode = link.begun ? undefined : await link.exitCode();
    if (exitCode !== undefined && exitCode !== 255) {
      const words = link.complaint || `exit code ${exitCode}`;
      throw new HostError('no_shell', `The machine does not run a POSIX shell: ${words}`);
    }
    throw new HostError(
      'host_unreachable',
      'The connection broke while the machine was looked at.',
    );
  } finally {
    link.close();
  }
}

function noHelper(wanted: HelperKind | undefined, missing: readonly string[]): HostError {
  const lacks = missing.length > 0 ? ` (it lacks ${missing.join(', ')})` : '';
  const text = wanted
    ? `The machine can't use ${wanted}${lacks}; leave the choice open or install it there.`
    : `The machine has neither python3 nor perl nor the tools of Linux's shell${lacks}; install python3 there.`;
  return new HostError('no_shell', text);
}
