import type { ScriptNode, SimpleCommandNode, WordNode } from './syntax.ts';

/** The command that starts a file for what is written as `./file arguments`. */
export const START_COMMAND = '__causeway_start';

/**
 * The library runs every file that is started by its path as a script of its own language, with nine
 * arguments at most. This sends such starts by a command of ours, which looks at the file's first line.
 * The tree is changed in place.
 */
export function sendStarts(script: ScriptNode): ScriptNode {
  visit(script);
  return script;
}

function visit(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) visit(part);
  if ((value as { type?: unknown }).type === 'SimpleCommand') send(value as SimpleCommandNode);
}

function send(command: SimpleCommandNode): void {
  const { name } = command;
  if (name === null || !isPath(name)) return;
  command.args = [name, ...command.args];
  command.name = { type: 'Word', parts: [{ type: 'Literal', value: `/usr/bin/${START_COMMAND}` }] };
}

/** Whether a word names a file by its path, as far as that can be seen; the shell's own apart. */
function isPath({ parts }: WordNode): boolean {
  const [first] = parts;
  if (first?.type === 'Literal' && /^\/(usr\/)?bin\//.test(first.value)) return false;
  return parts.some(
    (part) =>
      ((part.type === 'Literal' || part.type === 'SingleQuoted') && part.value.includes('/')) ||
      (part.type === 'DoubleQuoted' && isPath({ type: 'Word', parts: part.parts })),
  );
}
