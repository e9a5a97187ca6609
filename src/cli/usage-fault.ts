import type { CommanderError } from 'commander';

/** Says in one line what is wrong with a command line and what to do about it. */
export function usageFault(error: CommanderError, command: string): string {
  const [first = '', second = ''] = error.message.split('\n');
  const nearest = /Did you mean (?:one of )?(.+)\?/.exec(second)?.[1];
  const what = first
    .replace(/^error: /, '')
    .replaceAll(/'(--?[^']*)'/g, '$1')
    .replace('. Expected', ': expected')
    .replace(/\.$/, '');
  const choice = /^option (.*) argument '(.*)' is invalid\. Allowed choices are (.*)$/s.exec(what);
  if (choice) return `${flagOf(choice[1] ?? '')} ${choice[2]}: not one of ${choice[3]}`;
  const missing = /^option (.*) argument missing$/.exec(what)?.[1];
  if (missing) return `${flagOf(missing)} needs a value; run '${command} --help' for its form`;
  if (nearest) return `${what}; did you mean ${nearest}?`;
  return `${what}; run '${command} --help' to see what there is`;
}

/** The long name of a flag that was given as `-t, --tools <module...>`. */
function flagOf(flags: string): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags;
}
