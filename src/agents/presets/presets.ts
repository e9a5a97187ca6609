/** What an agent program may do without being asked. */
export type AgentPermissions = 'workdir' | 'everything';

/** Facts of one agent program. Texts may have the placeholders of `fill-in.ts`. */
export interface Preset {
  /** As people call it. */
  title: string;
  /** The command it is started by. */
  program: string;
  /** The package it comes in. */
  npmPackage: string;
  /**
   * The command line for one task without a terminal. `{mode}`, `{mcp}` and `{args}` stand for the
   * words of the permissions, of the MCP server and of the caller.
   */
  command: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Words, variables and files that give it its permissions. */
  modes: Readonly<Record<AgentPermissions, PresetMode>>;
  /** Words, variables and files that name the run's MCP server to it, beside its user's own settings. */
  mcp: PresetPart;
  /** Files it reads instructions from, beside AGENTS.md and CLAUDE.md. */
  instructionFiles?: readonly string[];
  /** Set when root is the user and everything is allowed. */
  asRoot?: Readonly<Record<string, string>>;
}

/** By what a program can report: `tools` of MCP alone, also `echo`, or any command. */
export type Reporting = 'tools' | 'echo' | 'commands';

export interface PresetMode extends PresetPart {
  reporting: Reporting;
}

export interface PresetPart {
  words?: readonly string[];
  /** Objects are written as JSON, joined with what the variable has. */
  env?: Readonly<Record<string, string | object>>;
  /** By their names in the folder `{folder}`. Objects are written as JSON. */
  files?: Readonly<Record<string, string | object>>;
  /** Files it looks for in its workdir, written only where there are none. */
  workdirFiles?: Readonly<Record<string, string | object>>;
}

export type PresetName = 'claude' | 'codex' | 'opencode' | 'gemini';

/** Longer than `ask_person` may take; a broken connection is told at once. */
const CODEX_TOOL_SECONDS = 3700;
/** Each progress notification begins it anew. A call to a driver that was killed fails by it. */
const OPENCODE_TOOL_MS = 60_000;
/** As before, but no notification begins it anew: longer than `ask_person` takes by default. */
const GEMINI_TOOL_MS = 900_000;

/** Where the programs have the run's MCP server. No underscore: one of them splits names there. */
export const MCP_SERVER_NAME = 'causeway-run';

/** The variable that has the server's token: neither a command line nor a file ever has it. */
export const MCP_TOKEN_VARIABLE = 'CAUSEWAY_MCP_TOKEN';

/** The agent programs that are known by name. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  claude: {
    title: 'Claude Code',
    program: 'claude',
    npmPackage: '@anthropic-ai/claude-code',
    command: ['claude', '--print', '{mcp}', '{mode}', '{args}', '--', '{prompt}'],
    modes: {
      workdir: {
        reporting: 'echo',
        words: [
          '--permission-mode',
          'acceptEdits',
          '--allowedTools',
          'mcp__causeway-run,Bash(echo:*)',
          // It may run commands like `mv` by itself, and the first folder on its PATH is in there.
          '--disallowedTools',
          'Edit(.causeway/**)',
        ],
      },
      everything: { reporting: 'commands', words: ['--dangerously-skip-permissions'] },
    },
    mcp: {
      words: ['--mcp-config', '{folder}/claude-mcp.json'],
      files: {
        'claude-mcp.json': {
          mcpServers: {
            [MCP_SERVER_NAME]: {
              type: 'http',
              url: '{mcpUrl}',
              headers: { Authorization: `Bearer \${${MCP_TOKEN_VARIABLE}}` },
            },
          },
        },
      },
    },
    // It refuses to skip permissions for root unless told that the machine is made for that.
    asRoot: { IS_SANDBOX: '1' },
  },

  codex: {
    title: 'Codex',
    program: 'codex',
    npmPackage: '@openai/codex',
    command: [
      'codex',
      'exec',
      '--skip-git-repo-check',
      '{mcp}',
      '{mode}',
      '{args}',
      '--',
      '{prompt}',
    ],
    modes: {
      workdir: { reporting: 'commands', words: ['--sandbox', 'workspace-write'] },
      everything: { reporting: 'commands', words: ['--dangerously-bypass-approvals-and-sandbox'] },
    },
    mcp: {
      words: [
        '-c',
        `mcp_servers.${MCP_SERVER_NAME}.url="{mcpUrl}"`,
        '-c',
        `mcp_servers.${MCP_SERVER_NAME}.bearer_token_env_var="${MCP_TOKEN_VARIABLE}"`,
        '-c',
        // Without it the tools ask for an approval that nobody is there to give.
        `mcp_servers.${MCP_SERVER_NAME}.default_tools_approval_mode="approve"`,
        '-c',
        `mcp_servers.${MCP_SERVER_NAME}.tool_timeout_sec=${CODEX_TOOL_SECONDS}`,
      ],
    },
  },

  opencode: {
    title: 'OpenCode',
    program: 'opencode',
    npmPackage: 'opencode-ai',
    command: ['opencode', 'run', '{mode}', '{args}', '--', '{prompt}'],
    modes: {
      workdir: {
        reporting: 'tools',
        env: {
          OPENCODE_CONFIG_CONTENT: {
            permission: {
              edit: { '*': 'allow', '.causeway/**': 'deny' },
              external_directory: 'deny',
              // It does not look at where a command's output goes, not even that of echo.
              bash: 'deny',
            },
          },
        },
      },
      everything: {
        reporting: 'commands',
        words: ['--auto'],
        env: { OPENCODE_CONFIG_CONTENT: { permission: 'allow' } },
      },
    },
    mcp: {
      env: {
        OPENCODE_CONFIG_CONTENT: {
          mcp: {
            [MCP_SERVER_NAME]: {
              type: 'remote',
              url: '{mcpUrl}',
              enabled: true,
              oauth: false,
              timeout: OPENCODE_TOOL_MS,
              headers: { Authorization: `Bearer {env:${MCP_TOKEN_VARIABLE}}` },
            },
          },
        },
      },
    },
  },

  gemini: {
    title: 'Gemini CLI',
    program: 'gemini',
    npmPackage: '@google/gemini-cli',
    command: ['gemini', '{mode}', '{args}', '--prompt={prompt}'],
    // Without it, it does not work in a folder that nobody trusted by hand. The flag of the same
    // meaning is read after the settings of the workdir, which are then left out.
    env: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    modes: {
      workdir: {
        reporting: 'tools',
        // Commands stay refused: a rule that lets one redirect its output lets it write anywhere.
        words: ['--approval-mode', 'auto_edit'],
      },
      everything: { reporting: 'commands', words: ['--approval-mode', 'yolo'] },
    },
    mcp: {
      // It takes servers from its user's settings and those of the workdir only.
      workdirFiles: {
        '.gemini/settings.json': {
          mcpServers: {
            [MCP_SERVER_NAME]: {
              httpUrl: '{mcpUrl}',
              headers: { Authorization: `Bearer \${${MCP_TOKEN_VARIABLE}}` },
              timeout: GEMINI_TOOL_MS,
              trust: true,
            },
          },
        },
      },
    },
    instructionFiles: ['GEMINI.md'],
  },
};
