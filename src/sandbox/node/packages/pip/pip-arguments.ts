import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options that people give by habit and that change nothing here. */
const WITHOUT_EFFECT: Options = {
  'no-cache-dir': { type: 'boolean' },
  'no-input': { type: 'boolean' },
  'no-color': { type: 'boolean' },
  'disable-pip-version-check': { type: 'boolean' },
  'no-python-version-warning': { type: 'boolean' },
  verbose: { type: 'boolean', short: 'v' },
};

const HELP: Options = { help: { type: 'boolean', short: 'h' } };

export type PipCommand = 'install' | 'uninstall' | 'list' | 'freeze' | 'show';

/** What each command can be told. */
const COMMANDS: Readonly<Record<PipCommand, Options>> = {
  install: {
    requirement: { type: 'string', short: 'r', multiple: true },
    upgrade: { type: 'boolean', short: 'U' },
    'force-reinstall': { type: 'boolean' },
    'no-deps': { type: 'boolean' },
    pre: { type: 'boolean' },
    quiet: { type: 'boolean', short: 'q' },
    'index-url': { type: 'string', short: 'i' },
    user: { type: 'boolean' },
    'break-system-packages': { type: 'boolean' },
    'prefer-binary': { type: 'boolean' },
    'only-binary': { type: 'string', multiple: true },
    'no-warn-script-location': { type: 'boolean' },
    'progress-bar': { type: 'string' },
    'root-user-action': { type: 'string' },
    yes: { type: 'boolean', short: 'y' },
  },
  uninstall: {
    requirement: { type: 'string', short: 'r', multiple: true },
    yes: { type: 'boolean', short: 'y' },
    quiet: { type: 'boolean', short: 'q' },
    'break-system-packages': { type: 'boolean' },
  },
  list: { format: { type: 'string' }, quiet: { type: 'boolean', short: 'q' } },
  freeze: { quiet: { type: 'boolean', short: 'q' }, all: { type: 'boolean' } },
  show: { files: { type: 'boolean', short: 'f' }, quiet: { type: 'boolean', short: 'q' } },
};

/** A command line of pip, read. */
export interface PipArguments {
  command: PipCommand;
  operands: readonly string[];
  flag(name: string): boolean;
  values(name: string): readonly string[];
}

/** A command line that cannot be read: exit code 2. */
export class PipUsageFault extends Error {
  readonly command: PipCommand;

  constructor(command: PipCommand, message: string) {
    super(message);
    this.command = command;
  }
}

export function isPipCommand(name: string): name is PipCommand {
  return Object.hasOwn(COMMANDS, name);
}

/**
 * Reads what follows the name of a command.
 *
 * @throws PipUsageFault for options that the command does not have.
 */
export function readPipArguments(command: PipCommand, args: readonly string[]): PipArguments {
  const options: Options = { ...WITHOUT_EFFECT, ...HELP, ...COMMANDS[command] };
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
    });
    return {
      command,
      operands: positionals,
      flag: (name) => values[name] === true,
      values: (name) => [values[name] ?? []].flat().map(String),
    };
  } catch (error) {
    throw new PipUsageFault(command, faultOf(error as Error & { code?: string }, args));
  }
}

function faultOf({ code, message }: Error & { code?: string }, args: readonly string[]): string {
  const [, named] = /'(-[^' ]*)/.exec(message) ?? [];
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return message.split('\n', 1)[0] ?? message;
  // The parser names one letter of a group; people look for what they typed.
  const typed = args.find((arg) => arg === named || arg.startsWith(`${named}=`)) ?? named;
  return `no such option: ${typed?.split('=', 1)[0] ?? ''}`;
}
