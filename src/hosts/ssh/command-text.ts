import { quoteWord, quoteWords } from './quote-word.ts';

/** A command as the shell over there is to run it. */
export interface CommandText {
  argv: readonly [string, ...string[]];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

// A shell can't tell a program that a signal ended from one that exits with 128 and its number.
const perl = `
delete $ENV{PERL_BADLANG};
my $mark = shift @ARGV;
eval { setpgrp 0, 0 };
my $how = system { $ARGV[0] } @ARGV;
my $word = $how == -1 ? ($!{ENOENT} ? 'missing' : 'refused') : $how & 127 ? 'signal ' . ($how & 127) : 'exit ' . ($how >> 8);
$| = 1;
print STDERR "\\n$mark $word\\n";
print STDOUT "\\n$mark $word\\n";
`;

/**
 * The text that runs a command and prints its end line: `exit N`, `signal N`, or that there is no such
 * folder (`folder`) or program (`missing`), or that it may not be run (`refused`).
 */
export function commandText({ argv, cwd, env }: CommandText, mark: string): string {
  const variables = Object.entries(env).map(
    ([name, value]) => `export ${name}=${quoteWord(value)}`,
  );
  return [
    endFunction(mark),
    `cd -- ${quoteWord(cwd)} 2>/dev/null || { end folder; exit; }`,
    ...variables,
    `set -- ${quoteWords(argv)}`,
    'if command -v perl >/dev/null 2>&1; then',
    `PERL_BADLANG=0 exec perl -MErrno -e ${quoteWord(perl)} ${mark} "$@"`,
    'fi',
    'case $1 in',
    '*/*) [ -e "$1" ] || { end missing; exit; }',
    '[ -x "$1" ] && [ ! -d "$1" ] || { end refused; exit; } ;;',
    '*) command -v -- "$1" >/dev/null 2>&1 || { end missing; exit; } ;;',
    'esac',
    '(exec "$@")',
    'end "exit $?"',
  ].join('\n');
}

/** The text that runs a script of ours, in a shell of its own, and prints its end line. */
export function scriptText(script: string, words: readonly string[], mark: string): string {
  return [
    endFunction(mark),
    'export LC_ALL=C',
    `set -- ${quoteWords(words)}`,
    `(\n${script}\n)`,
    'end "exit $?"',
  ].join('\n');
}

function endFunction(mark: string): string {
  return `end() { printf '\\n%s %s\\n' ${mark} "$1" >&2; printf '\\n%s %s\\n' ${mark} "$1"; }`;
}
