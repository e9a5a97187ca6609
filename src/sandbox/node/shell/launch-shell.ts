import type { ChildProcess } from 'node:child_process';
import { launchClosed } from '../launch.ts';
import type { Launcher, ProcessView } from '../launcher.ts';
import type { ShellConfig } from './messages.ts';

export interface ShellLaunch {
  view: ProcessView;
  launcher: Launcher;
  config: ShellConfig;
}

/** Starts a shell process: as closed as that of Python, with a worker of its own. */
export function launchShell({ view, launcher, config }: ShellLaunch): ChildProcess {
  return launchClosed({
    view,
    launcher,
    flags: ['--allow-worker'],
    argument: config,
    inherited: ['pipe', 'pipe'],
  });
}
