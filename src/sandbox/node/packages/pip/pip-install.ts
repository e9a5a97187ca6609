import { posix } from 'node:path';
import type { InstallReport } from '../package-installer.ts';
import type { InstallProgress } from '../progress.ts';
import { normalizeName } from '../requirement/package-name.ts';
import type { PipArguments } from './pip-arguments.ts';
import { type PipContext, PipOutput, type PipResult } from './pip-result.ts';
import { readRequirementsFile } from './requirements-file.ts';

/** `pip install`. */
export async function pipInstall(args: PipArguments, context: PipContext): Promise<PipResult> {
  const output = new PipOutput(args.flag('quiet'));
  const { cwd, installer, readFile, signal } = context;
  const requirements = [...args.operands];
  let [indexUrl] = args.values('index-url').slice(-1);
  let pre = args.flag('pre');
  for (const name of args.values('requirement')) {
    const file = await readRequirementsFile(posix.resolve(cwd, name), readFile);
    requirements.push(...file.requirements);
    indexUrl ??= file.indexUrl ?? undefined;
    pre ||= file.pre;
  }
  if (requirements.length === 0 && args.values('requirement').length === 0) {
    output.fail('You must give at least one requirement to install (see "pip help install")');
    return output.end(1);
  }
  const report = await installer.install({
    requirements,
    cwd,
    pre,
    signal,
    deps: !args.flag('no-deps'),
    upgrade: args.flag('upgrade'),
    reinstall: args.flag('force-reinstall'),
    ...(indexUrl !== undefined && { indexUrl }),
    onProgress: (progress) => tellProgress(output, progress),
  });
  tellReport(output, report, installer.platform.sitePackages);
  return output.end(0);
}

function tellProgress(output: PipOutput, progress: InstallProgress): void {
  switch (progress.step) {
    case 'resolving':
      output.tell(`Collecting ${progress.name}`);
      return;
    case 'downloading': {
      const size = progress.bytes === null ? '' : ` (${showSize(progress.bytes)})`;
      output.tell(`  Downloading ${progress.fileName}${size}`);
      return;
    }
    case 'installing': {
      const names = progress.packages.map(({ name }) => name).join(', ');
      output.tell(`Installing collected packages: ${names}`);
    }
  }
}

function tellReport(output: PipOutput, report: InstallReport, sitePackages: string): void {
  for (const note of report.notes) output.warn(note);
  for (const { requirement, version, already } of report.answers) {
    if (!already) continue;
    output.tell(`Requirement already satisfied: ${requirement} in ${sitePackages} (${version})`);
  }
  if (report.packages.length === 0) return;
  for (const { name } of report.packages) {
    const before = report.replaced.get(normalizeName(name));
    if (before === undefined) continue;
    output.tell(`  Attempting uninstall: ${name}`);
    output.tell(`    Found existing installation: ${name} ${before}`);
    output.tell(`    Uninstalling ${name}-${before}:`);
    output.tell(`      Successfully uninstalled ${name}-${before}`);
  }
  const labels = report.packages.map(({ name, version }) => `${name}-${version}`);
  output.tell(`Successfully installed ${labels.join(' ')}`);
}

/** As pip shows sizes: whole kilobytes, one decimal from a megabyte up. */
function showSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
