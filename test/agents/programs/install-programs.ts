import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import envPaths from 'env-paths';
import type { PresetName } from '../../../src/agents/presets/presets.ts';

const run = promisify(execFile);

/** The programs as they were tried; each is 0.1 to 0.4 GB on disk. */
const PACKAGES: Readonly<Record<PresetName, string>> = {
  claude: '@anthropic-ai/claude-code@2.1.328',
  codex: '@openai/codex@0.169.0',
  opencode: 'opencode-ai@1.18.33',
  gemini: '@google/gemini-cli@0.61.0',
};

/** What npm says when nobody answers, as against what is wrong with the package. */
const OUT_OF_REACH =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|E403|E404|E5\d\d|FETCH_ERROR|EBADPLATFORM/;

/** Where programs and homes of tests are kept between runs: outside of the repository, and of /tmp. */
export const TEST_CACHE: string = envPaths('causeway-tests', { suffix: '' }).cache;

/** The folder with a program's command, or why it is not there. */
export type Installed = { bin: string } | { missing: string };

/** Installs the agent programs from the npm registry, two at a time, where they are not in the cache. */
export async function installPrograms(
  names: readonly PresetName[],
): Promise<Record<PresetName, Installed>> {
  const waiting = [...names];
  const installed: Partial<Record<PresetName, Installed>> = {};
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      installed[name] = await install(name);
    }
  };
  await Promise.all([work(), work()]);
  return installed as Record<PresetName, Installed>;
}

async function install(name: PresetName): Promise<Installed> {
  const wanted = PACKAGES[name];
  const folder = join(
    TEST_CACHE,
    'agent-programs',
    wanted.replace(/^@/, '').replaceAll(/[@/]/g, '-'),
  );
  const bin = join(folder, 'node_modules', '.bin');
  if (existsSync(join(bin, name))) return { bin };
  await mkdir(join(TEST_CACHE, 'agent-programs'), { recursive: true });
  // Whole or not at all, whoever else installs it at this moment.
  const making = await mkdtemp(`${folder}.`);
  try {
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    // By default it tries for more than a minute where nobody answers.
    const soon = ['--fetch-retries=1', '--fetch-retry-mintimeout=2000'];
    const args = ['install', '--prefix', making, ...quiet, ...soon];
    await run('npm', [...args, wanted], { cwd: making, env: plainEnvironment(), timeout: 300_000 });
    await rename(making, folder).catch((error: unknown) => {
      if (!existsSync(join(bin, name))) throw error;
    });
  } catch (error) {
    const { stderr = '', killed } = error as { stderr?: string; killed?: boolean };
    if (!killed && !OUT_OF_REACH.test(stderr)) throw error;
    const why = stderr.trim().split('\n').at(0) || 'npm took more than five minutes';
    return { missing: `${wanted} could not be installed from the npm registry: ${why}` };
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return { bin };
}

/** Without what `npm test` tells its children of this repository; the way to the registry stays. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = /^npm_config_(registry|.*proxy|ca|cafile|cache|userconfig)$|^(?!npm_)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
}
