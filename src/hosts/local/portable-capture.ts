import type { Capture, CaptureRequest } from '../files.ts';
import { HostError } from '../host-error.ts';
import { captureRemote } from '../remote/capture-remote.ts';
import { openLocalChannel } from './local-channel.ts';

/** What can hold a folder open and look up a name in it, as Node can only with `/proc`. */
const HELPERS = ['python3', 'perl'] as const;

let helper: Promise<(typeof HELPERS)[number] | undefined> | undefined;

/** Captures a file of this machine through a program that other machines get too. */
export async function portableCapture(request: CaptureRequest): Promise<Capture> {
  helper ??= findHelper();
  const found = await helper;
  if (found) return await captureRemote({ open: openLocalChannel, helper: found }, request);
  helper = undefined;
  throw new HostError(
    'program_missing',
    'Capturing a file needs /proc, python3 or perl on this machine, and there is none of them.',
  );
}

async function findHelper(): Promise<(typeof HELPERS)[number] | undefined> {
  for (const name of HELPERS) {
    const channel = await openLocalChannel([name, name === 'python3' ? '-V' : '-v']);
    channel.stdout.resume();
    channel.stderr.resume();
    const { exitCode } = await channel.ended;
    channel.destroy();
    if (exitCode === 0) return name;
  }
  return undefined;
}
