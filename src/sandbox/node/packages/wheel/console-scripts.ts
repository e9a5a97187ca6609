/** `module:attribute`, both dotted names, with extras that no longer mean anything. */
const REFERENCE = /^([\p{L}_][\p{L}\p{N}_.]*)\s*:\s*([\p{L}_][\p{L}\p{N}_.]*)\s*(?:\[[^\]]*\])?$/u;
const SCRIPT_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;

/** More programs than any package has. */
const MOST_SCRIPTS = 1000;
/** In characters. */
const LONGEST_TEXT = 256 * 1024;
const LONGEST_NAME = 255;

/** What a program calls. */
export interface ScriptTarget {
  module: string;
  attribute: string;
}

/**
 * The programs that a wheel's `entry_points.txt` declares, by name. Entries that cannot be programs are
 * left out, as other installers do; null for more than any package has.
 */
export function readScripts(entryPoints: string): Map<string, ScriptTarget> | null {
  const scripts = new Map<string, ScriptTarget>();
  if (entryPoints.length > LONGEST_TEXT) return null;
  let section = '';
  for (const raw of entryPoints.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const [, title] = /^\[(.*)\]$/.exec(line) ?? [];
    if (title !== undefined) {
      section = title.trim();
      continue;
    }
    if (section !== 'console_scripts' && section !== 'gui_scripts') continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(equals, 0)).trim();
    const reference = line.slice(equals + 1).trim();
    const [, module, attribute = ''] = REFERENCE.exec(reference) ?? [];
    if (module === undefined || name.length > LONGEST_NAME || !SCRIPT_NAME.test(name)) continue;
    scripts.set(name, { module, attribute });
    if (scripts.size > MOST_SCRIPTS) return null;
  }
  return scripts;
}

/** A small script that calls a target. */
export function scriptOf({ module, attribute }: ScriptTarget, executable: string): string {
  const [first = attribute] = attribute.split('.', 1);
  return [
    `#!${executable}`,
    'import sys',
    '',
    `from ${module} import ${first}`,
    '',
    "if __name__ == '__main__':",
    `    sys.exit(${attribute}())`,
    '',
  ].join('\n');
}
