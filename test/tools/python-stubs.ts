import { spawnSync } from 'node:child_process';
import { findOnSystem, SYSTEM_REQUIREMENTS } from '../house/system-requirements.ts';

const program = `
import ast, json, sys
faults = []
for text in json.load(sys.stdin):
    try:
        tree = ast.parse(text)
        # A stub that broke out of its docstring would be code of another kind.
        for node in tree.body:
            if isinstance(node, ast.AsyncFunctionDef):
                assert len(node.body) == 1 and isinstance(node.body[0].value, ast.Constant), node.name
            else:
                assert isinstance(node, (ast.ClassDef, ast.Assign, ast.AnnAssign)), type(node)
        faults.append(None)
    except (SyntaxError, ValueError, AssertionError) as error:
        faults.append(f'{type(error).__name__}: {error}')
json.dump(faults, sys.stdout)
`;

/** What Python itself says of stubs: null for each that it can read, else why it cannot. */
export function pythonFaults(stubs: readonly string[]): (string | null)[] {
  const [file = '', ...args] = findOnSystem(SYSTEM_REQUIREMENTS.python3);
  const { stdout, stderr } = spawnSync(file, [...args, '-c', program], {
    input: JSON.stringify(stubs),
    encoding: 'utf8',
    env: { ...process.env, PYTHONUTF8: '1' },
    maxBuffer: 2 ** 30,
  });
  if (stdout === '') throw new Error(`Python failed: ${stderr}`);
  return JSON.parse(stdout) as (string | null)[];
}
