import { posix } from 'node:path';
import { type InstalledPackage, textOf } from '../installed/installed-packages.ts';
import { type PipArguments, PipUsageFault } from './pip-arguments.ts';
import { type PipContext, PipOutput, type PipResult } from './pip-result.ts';

/** `pip list`. */
export async function pipList(args: PipArguments, context: PipContext): Promise<PipResult> {
  const output = new PipOutput(false);
  const [format = 'columns'] = args.values('format');
  const packages = (await context.installer.list()).map(({ metadata }) => ({
    name: metadata.name,
    version: metadata.version,
  }));
  switch (format) {
    case 'columns':
      for (const line of table(packages)) output.print(line);
      break;
    case 'freeze':
      for (const { name, version } of packages) output.print(`${name}==${version}`);
      break;
    case 'json':
      output.print(JSON.stringify(packages));
      break;
    default:
      throw new PipUsageFault(
        'list',
        `option --format: invalid choice: '${format}' (choose from 'columns', 'freeze', 'json')`,
      );
  }
  return output.end(0);
}

function table(packages: readonly { name: string; version: string }[]): string[] {
  if (packages.length === 0) return [];
  const rows = [{ name: 'Package', version: 'Version' }, ...packages];
  const width = Math.max(...rows.map(({ name }) => name.length));
  const longest = Math.max(...rows.map(({ version }) => version.length));
  const lines = rows.map(({ name, version }) => `${name.padEnd(width)} ${version}`);
  lines.splice(1, 0, `${'-'.repeat(width)} ${'-'.repeat(longest)}`);
  return lines;
}

/** `pip freeze`: what can be installed again by the same words. */
export async function pipFreeze(_args: PipArguments, context: PipContext): Promise<PipResult> {
  const output = new PipOutput(false);
  for (const one of await context.installer.list()) {
    const { name, version } = one.metadata;
    const url = await originOf(one, context);
    output.print(url === null ? `${name}==${version}` : `${name} @ ${url}`);
  }
  return output.end(0);
}

/** The place that a package was installed from, if its requirement named one. */
async function originOf(
  { distInfo }: InstalledPackage,
  context: PipContext,
): Promise<string | null> {
  const text = await textOf(
    { readFile: context.readFile, listDir: async () => [] },
    posix.join(distInfo, 'direct_url.json'),
  );
  if (text === null) return null;
  try {
    const direct = JSON.parse(text) as {
      url?: unknown;
      archive_info?: { hashes?: { sha256?: unknown } };
    };
    if (typeof direct.url !== 'string') return null;
    const sha256 = direct.archive_info?.hashes?.sha256;
    const web = /^https?:/.test(direct.url) && typeof sha256 === 'string';
    return web ? `${direct.url}#sha256=${sha256}` : direct.url;
  } catch {
    // A program may have written anything there.
    return null;
  }
}
