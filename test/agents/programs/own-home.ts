import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { TEST_CACHE } from './install-programs.ts';

/** Variables by which a program would find its user's own logins, settings and models. */
const OF_ITS_USER =
  /^(ANTHROPIC|CLAUDE|OPENAI|CODEX|OPENCODE|GEMINI|GOOGLE|GCLOUD|CLOUDSDK|AWS|XDG|npm)_|^(HOME|CLAUDECODE|IS_SANDBOX)$/i;

/** A home for agent programs in which nothing is but what leads them to a scripted model. */
export interface OwnHome {
  readonly root: string;
  readonly workdir: string;
  /** The variables that lead programs there. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/**
 * Makes a home and a workdir, and sets the environment of this process so that programs use them,
 * until `vi.unstubAllEnvs`.
 */
export async function makeOwnHome(modelUrl: string, bin: string): Promise<OwnHome> {
  // Codex makes no sandbox with a home in /tmp.
  await mkdir(TEST_CACHE, { recursive: true });
  const root = await realpath(await mkdtemp(join(TEST_CACHE, 'home-')));
  const home = join(root, 'home');
  const workdir = join(root, "work dir's");
  for (const folder of [join(home, '.codex'), join(home, '.gemini'), workdir]) {
    await mkdir(folder, { recursive: true });
  }
  await writeFile(join(home, '.codex', 'config.toml'), codexConfig(modelUrl));
  await writeFile(join(home, '.gemini', 'settings.json'), JSON.stringify(GEMINI_SETTINGS));

  const env = {
    HOME: home,
    ANTHROPIC_BASE_URL: modelUrl,
    ANTHROPIC_API_KEY: 'none',
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CODEX_HOME: join(home, '.codex'),
    SCRIPTED_KEY: 'none',
    OPENCODE_CONFIG_CONTENT: JSON.stringify(opencodeConfig(modelUrl)),
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    GEMINI_API_KEY: 'none',
    GOOGLE_GEMINI_BASE_URL: modelUrl,
  };
  for (const name of Object.keys(process.env)) {
    if (OF_ITS_USER.test(name)) vi.stubEnv(name, undefined);
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  return {
    root,
    workdir,
    env,
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 10 }),
  };
}

function codexConfig(modelUrl: string): string {
  return `model = "scripted"
model_provider = "scripted"
[model_providers.scripted]
name = "scripted"
base_url = "${modelUrl}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"
request_max_retries = 0
[analytics]
enabled = false
`;
}

const GEMINI_SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  model: { name: 'gemini-2.5-pro' },
  privacy: { usageStatisticsEnabled: false },
  general: { disableAutoUpdate: true, enableAutoUpdate: false },
};

function opencodeConfig(modelUrl: string): unknown {
  const options = { baseURL: `${modelUrl}/v1`, apiKey: 'none' };
  const scripted = {
    npm: '@ai-sdk/openai-compatible',
    options,
    models: { scripted: { tool_call: true } },
  };
  return {
    model: 'scripted/scripted',
    small_model: 'scripted/scripted',
    autoupdate: false,
    provider: { scripted },
  };
}
