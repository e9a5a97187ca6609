// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are scripts of the shell
import { Bash } from 'just-bash';
import { expect, test } from 'vitest';
import { sharedShell } from './support/shell.ts';

const { run } = sharedShell();

/*
 * To hand output on as it is written, statements are wrapped. Whatever is wrapped, a script must do what
 * it does in the library alone: each of these is run both ways.
 */
const SCRIPTS = [
  'false && echo x; echo $?',
  'true && false || echo c; echo $?',
  'set -e; false && true; echo on',
  'set -e; true && false; echo no',
  'set -e; ! true; echo on',
  'set -e; if false; then :; fi; echo on',
  'set -e; f() { false; echo in; }; f; echo no',
  'set -e; f() { false; echo in; }; f || echo caught; echo on',
  'set -e; x=$(false); echo no',
  'set -e; (false); echo no',
  'set -e; { false; }; echo no',
  'set -e; false || true; echo on',
  'set -e; while false; do :; done; for i in 1; do false; done; echo no',
  'set -euo pipefail; false | cat; echo no',
  'set -eu; echo a; echo $nope; echo no',
  'set -u; echo a; echo ${nope:-d}; echo $nope; echo no',
  'set -o pipefail; false | true; echo $?; true | false | true; echo $? ${PIPESTATUS[1]}',
  'set +e; set -e; set +e; false; echo on',
  'for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; [ $i = 3 ] && break; done; echo end',
  'for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done',
  'while read l; do echo "<$l>"; done <<< $(printf "a\\nb")',
  'printf "a\\nb\\n" | while read l; do echo "<$l>"; x=$l; done; echo "[$x]"',
  'i=0; until [ $i -ge 3 ]; do echo $i; i=$((i + 1)); done; echo $i',
  'case abc in a*) echo A ;;& *c) echo C ;; *) echo B ;; esac; echo $?',
  'if [ 1 = 2 ]; then echo a; elif ls nope; then echo b; else echo c; fi',
  '(cd /; x=1; pwd; exit 4); echo $? $PWD [$x]',
  '{ echo a; echo b >&2; } 2>&1 | sort',
  '{ echo a; exit 3; echo b; }; echo c',
  'f() { echo in; exit 7; }; f; echo no',
  'f() { echo in; return 3; }; f; echo $?; f || echo failed',
  'f() { cat; }; echo piped | f; f <<< here',
  'x=$(echo a; echo b >&2); echo "[$x]"; y=$(exit 3); echo $?',
  'echo ${x:-def} ${y:=set} $y; echo ${z:?gone}; echo on',
  'exec 3> f; echo hi >&3; exec 3>&-; cat f; read -r l < f; echo $l',
  'exec > log; echo hi; echo err >&2; if true; then echo more; fi',
  'if true; then exec 2>&1; fi; echo a; echo b >&2',
  'bash -c "echo \\$0 \\$1; exit 3" a b; echo $?',
  'eval "echo e; false"; echo $?; eval "exit 3"; echo no',
  'echo "echo sourced; return 4" > s; . ./s; echo $?',
  'set -x; echo hi; x=1; for i in 1; do echo $i; done; set +x; echo done',
  'time true; ! false; echo $?; ! true; echo $?',
  'timeout 5 echo in time; timeout 0.05 sleep 5; echo $?',
  'echo a | tee f | cat; cat f; echo b 2>&1 > /dev/null; echo c >&2 2> /dev/null',
  'diff <(echo a) <(echo b) > /dev/null; echo $?; cat <(echo sub)',
  'mapfile -t L <<< $(printf "x\\ny"); echo ${L[1]}; read a b <<< "1 2 3"; echo "$a|$b"',
  'for ((i = 0; i < 3; i++)); do echo -n $i; done; echo; ((x = 5)); let x++; echo $x',
  'cd /nope; echo $?; cd /; cd - > /dev/null; pushd /; popd; dirs',
  'export A=1; env | grep ^A=; A=2 printenv A; unset A; echo [$A]; readonly r=1; r=2; echo $?',
  'local x=1; echo $?; shift 9; echo $?; unset nope; type nosuch; echo $?',
  'sleep 0.01 & wait; echo waited; echo x &',
  'cat << A; cat << "B"\n$((1 + 1))\nA\n$x\nB\necho after',
  'a=(x "y z"); for e in "${a[@]}"; do echo "<$e>"; done; echo ${#a[@]} ${!a[@]}',
  'break; echo after; continue; echo more',
  'nosuch && echo no || echo caught; nosuch | cat; echo ${PIPESTATUS[0]}',
  'echo "$(echo "$(echo deep >&2; echo er)")"; echo $(< f) end',
];

test.each(SCRIPTS)('%j does what it does unwrapped', async (script) => {
  await run('cd; rm -rf *; unset A r x y a; exec 3>&-');
  const alone = new Bash({ cwd: '/workspace', env: { HOME: '/workspace' }, defenseInDepth: false });
  await alone.fs.mkdir('/workspace', { recursive: true });
  const expected = await alone.exec(script, { rawScript: true });
  const { stdout, stderr, exitCode } = await run(`(exit 0)\n${script}`);
  const steady = (text: string): string =>
    text.replace(/\d+m[\d.]+s/g, 'TIME').replace(/^bash: /gm, '');
  expect([steady(stdout), steady(stderr), exitCode]).toEqual([
    steady(expected.stdout),
    steady(expected.stderr),
    expected.exitCode,
  ]);
});
