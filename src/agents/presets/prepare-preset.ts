import { fillIn, fillInValue, fillInWords, type Placeholders } from './fill-in.ts';
import { joinJson } from './join-json.ts';
import { PresetError } from './preset-error.ts';
import {
  type AgentPermissions,
  MCP_TOKEN_VARIABLE,
  PRESETS,
  type Preset,
  type PresetName,
  type PresetPart,
} from './presets.ts';

export interface PresetRequest {
  /** The first words that the program is given. */
  prompt: string;
  /** Folder for the preset's own files, absolute on the host. */
  folder: string;
  /** The run's MCP server as the host reaches it. Default: the program is told of none. */
  mcp?: { url: string; token: string };
  /**
   * `workdir`: reading, changing files of the workdir, and speaking on the channel; commands only in a
   * sandbox of the program's own. `everything`: all it asks for. Default `workdir`.
   */
  permissions?: AgentPermissions;
  /** More words for its command line, for instance a model. */
  args?: readonly string[];
  /** Whose program it will be on the host. */
  user: string;
  /** Variables that the program will have besides; those the preset sets as JSON are joined with them. */
  env?: Readonly<Record<string, string | undefined>>;
}

export interface PresetFile {
  path: string;
  content: string;
}

/** How to start an agent program. */
export interface PreparedPreset {
  /** Holds no secret: it is recorded, and other users of the host can see it. */
  command: [string, ...string[]];
  /** To set. Holds the token of the MCP server. */
  env: Record<string, string>;
  /** To write before the start, with paths that are absolute on the host. */
  files: PresetFile[];
  /** To write where there are none, with paths relative to the workdir. */
  workdirFiles: PresetFile[];
  /** Files it reads instructions from, beside AGENTS.md and CLAUDE.md. */
  instructionFiles: readonly string[];
}

/**
 * Finds a preset by its name.
 *
 * @throws PresetError `preset_unknown`.
 */
export function presetNamed(name: string): Preset {
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name as PresetName];
  const known = Object.keys(PRESETS).join(', ');
  const message = `There is no preset ${JSON.stringify(name)}; there are ${known}, and any command goes behind --`;
  throw new PresetError('preset_unknown', message);
}

/**
 * Makes the command of a known agent program for one task.
 *
 * @throws PresetError `preset_unknown`.
 */
export function preparePreset(name: string, request: PresetRequest): PreparedPreset {
  const preset = presetNamed(name);
  const { prompt, folder, mcp, permissions = 'workdir', args = [], user } = request;
  const mode = preset.modes[permissions];
  const values: Placeholders = { prompt, folder, mcpUrl: mcp?.url };
  const parts = mcp === undefined ? [mode] : [mode, preset.mcp];

  const env: Record<string, string> = { ...preset.env };
  const given = { ...request.env };
  for (const [variable, value] of parts.flatMap((part) => Object.entries(part.env ?? {}))) {
    const filled = fillInValue(value, values);
    const before = env[variable] ?? given[variable];
    env[variable] = typeof filled === 'string' ? filled : joinJson(before, filled as object);
  }
  if (mcp !== undefined) env[MCP_TOKEN_VARIABLE] = mcp.token;
  if (permissions === 'everything' && user === 'root') Object.assign(env, preset.asRoot);

  const [program = preset.program, ...words] = fillInWords(preset.command, {
    ...values,
    args,
    mode: fillInWords(mode.words ?? [], values),
    mcp: mcp === undefined ? [] : fillInWords(preset.mcp.words ?? [], values),
  });
  const files = parts.flatMap((part) => filesOf(part.files, values));
  return {
    command: [program, ...words],
    env,
    files: files.map(({ path, content }) => ({ path: `${folder}/${path}`, content })),
    workdirFiles: parts.flatMap((part) => filesOf(part.workdirFiles, values)),
    instructionFiles: preset.instructionFiles ?? [],
  };
}

function filesOf(files: PresetPart['files'], values: Placeholders): PresetFile[] {
  return Object.entries(files ?? {}).map(([path, content]) => ({
    path,
    content:
      typeof content === 'string'
        ? fillIn(content, values)
        : `${JSON.stringify(fillInValue(content, values), null, 2)}\n`,
  }));
}
