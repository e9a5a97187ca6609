import { posix } from 'node:path';
import { NAME_PATTERN, normalizeName } from '../requirement/package-name.ts';
import type { PipArguments } from './pip-arguments.ts';
import { type PipContext, PipOutput, type PipResult } from './pip-result.ts';
import { readRequirementsFile } from './requirements-file.ts';

const NAME = new RegExp(`^${NAME_PATTERN}`);

/** `pip uninstall`. */
export async function pipUninstall(args: PipArguments, context: PipContext): Promise<PipResult> {
  const output = new PipOutput(args.flag('quiet'));
  const wanted = [...args.operands];
  for (const name of args.values('requirement')) {
    const path = posix.resolve(context.cwd, name);
    wanted.push(...(await readRequirementsFile(path, context.readFile)).requirements);
  }
  const names = [...new Set(wanted.map((one) => NAME.exec(one)?.[0] ?? one))];
  if (names.length === 0) {
    output.fail('You must give at least one requirement to uninstall (see "pip help uninstall")');
    return output.end(1);
  }
  if (!args.flag('yes')) {
    output.fail('pip uninstall would ask first, and there is nobody to answer; give -y');
    return output.end(1);
  }
  const removed = await context.installer.uninstall(names);
  const keys = new Set(removed.map(({ metadata }) => metadata.key));
  for (const name of names) {
    if (!keys.has(normalizeName(name))) output.warn(`Skipping ${name} as it is not installed.`);
  }
  for (const { metadata } of removed) {
    const { name, version } = metadata;
    output.tell(`Found existing installation: ${name} ${version}`);
    output.tell(`Uninstalling ${name}-${version}:`);
    output.tell(`  Successfully uninstalled ${name}-${version}`);
  }
  return output.end(0);
}
