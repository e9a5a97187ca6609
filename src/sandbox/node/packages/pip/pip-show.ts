import { posix } from 'node:path';
import { filesOfPackage, type InstalledPackage } from '../installed/installed-packages.ts';
import type { Platform } from '../platform.ts';
import { normalizeName } from '../requirement/package-name.ts';
import { dependenciesOf, installedCandidate } from '../resolve/candidate.ts';
import type { PipArguments } from './pip-arguments.ts';
import { type PipContext, PipOutput, type PipResult } from './pip-result.ts';

/** Fields that are shown as METADATA has them. */
const SHOWN = ['Summary', 'Home-page', 'Author', 'Author-email', 'License'] as const;

/** `pip show`. */
export async function pipShow(args: PipArguments, context: PipContext): Promise<PipResult> {
  const output = new PipOutput(false);
  if (args.operands.length === 0) {
    output.warn('ERROR: Please provide a package name or names.');
    return output.end(1);
  }
  const { installer } = context;
  const { platform } = installer;
  const installed = await installer.list();
  const missing: string[] = [];
  let shown = 0;
  for (const name of args.operands) {
    const found = installed.find(({ metadata }) => metadata.key === normalizeName(name));
    if (found === undefined) {
      missing.push(name);
      continue;
    }
    if (shown > 0) output.print('---');
    shown += 1;
    for (const line of describe(found, installed, platform)) output.print(line);
    if (!args.flag('files')) continue;
    const files = { readFile: context.readFile, listDir: async () => [] };
    output.print('Files:');
    for (const path of (await filesOfPackage(files, found)) ?? []) {
      output.print(`  ${posix.relative(platform.sitePackages, path)}`);
    }
  }
  if (missing.length > 0) output.warn(`Package(s) not found: ${missing.join(', ')}`);
  return output.end(shown === 0 ? 1 : 0);
}

function describe(
  found: InstalledPackage,
  installed: readonly InstalledPackage[],
  platform: Platform,
): string[] {
  const { metadata } = found;
  const field = (name: string): string => metadata.fields.get(name.toLowerCase())?.[0] ?? '';
  const neededBy = installed.filter((one) => needs(one, platform).has(metadata.key));
  return [
    `Name: ${metadata.name}`,
    `Version: ${metadata.version}`,
    ...SHOWN.map((name) => `${name}: ${field(name)}`.trimEnd()),
    `Location: ${platform.sitePackages}`,
    `Requires: ${[...needs(found, platform)].sort().join(', ')}`.trimEnd(),
    `Required-by: ${neededBy.map((one) => one.metadata.name).join(', ')}`.trimEnd(),
  ];
}

/** Normalized names of what a package needs without any extra. */
function needs(one: InstalledPackage, platform: Platform): Set<string> {
  const requirements = dependenciesOf(installedCandidate(one), [''], platform.markers);
  return new Set(requirements.map(({ name }) => normalizeName(name ?? '')));
}
