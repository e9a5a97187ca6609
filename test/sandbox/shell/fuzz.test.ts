// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are scripts of the shell
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedShell } from './support/shell.ts';

const { run, outputOf } = sharedShell();

const PIECES =
  '; | && || & ( ) { } [[ ]] [ ] < > >> <<EOF <<< <( >( $ $( ${x ${x:- $(( )) ` " \' \\ * ? ~ ! # = += ' +
  'a b x=1 echo cat cd / exec exit set -e -u -x -n +e for in do done if then else fi while until case esac ;; ' +
  'function f() return break continue local export unset eval source . read test true false : ' +
  'python3 -c pass ls rm -r * .. /dev/null 2>&1 >&2 1>&- EOF 0 1 -1 $? $@ $# $$ é 😀';
const piece = fc.constantFrom(...PIECES.split(' '), '\n', '\t', '\0', '\ud800', '');
const commandLine = fc
  .array(fc.tuple(piece, fc.constantFrom(' ', '')), { maxLength: 25 })
  .map((parts) => parts.map(([text, space]) => text + space).join(''));

test('any text at all is a command line that ends with a status, and the session goes on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(commandLine, fc.string({ unit: 'binary', maxLength: 60 })),
      async (command) => {
        const { exitCode, stdout, stderr, output } = await run(command, {
          limits: { wallClockMs: 3000 },
        });
        expect(exitCode).toBeGreaterThanOrEqual(0);
        expect(exitCode).toBeLessThan(256);
        expect(output.length).toBe(stdout.length + stderr.length);
      },
    ),
    { numRuns: 600 },
  );
  expect(await outputOf('exit 0')).toBe('');
  expect(await outputOf('echo usable; python3 -c "print(1)"')).toBe('usable\n1\n');
});
