import { optionFault } from './option-fault.ts';

/** Adds `NAME=VALUE` of `--tag` to the tags given before it. */
export function parseTag(
  text: string,
  previous: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw optionFault('--tag', text, 'not NAME=VALUE; write one like team=imports');
  }
  if (Object.hasOwn(previous, name)) {
    throw optionFault('--tag', text, `${name} has a value already; give each name once`);
  }
  return { ...previous, [name]: value };
}
