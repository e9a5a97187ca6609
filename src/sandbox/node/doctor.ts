import { describeIsolation, type Isolation } from './isolation.ts';
import { chooseLauncher, type LauncherChoice } from './launcher.ts';
import { canLimitResources } from './resource-limits.ts';
import { runtimeFiles } from './runtime-files.ts';

/** Tells how well a sandbox would be closed on this machine, without starting one. */
export async function inspectIsolation(launcher: LauncherChoice = 'auto'): Promise<Isolation> {
  return describeIsolation(chooseLauncher(launcher, runtimeFiles()), canLimitResources());
}
