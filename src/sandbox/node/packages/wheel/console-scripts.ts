/** `module:attribute`, both dotted names, with extras that no longer mean anything. */
const REFERENCE = /^([\p{L}_][\p{L}\p{N}_.]*)\s*:\s*([\p{L}_][\p{L}\p{N}_.]*)\s*(?:\[[^\]]*\])?$/u;
const SCRIPT_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;

/**
 * The programs that a wheel's `entry_points.txt` declares, by name, as small scripts that call them.
 * Entries that cannot be programs are left out, as other installers do.
 */
export function consoleScripts(
  entryPoints: Uint8Array | undefined,
  executable: string,
): Map<string, string> {
  const scripts = new Map<string, string>();
  if (entryPoints === undefined) return scripts;
  let section = '';
  for (const raw of new TextDecoder().decode(entryPoints).split(/\r?\n/)) {
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
    if (module === undefined || !SCRIPT_NAME.test(name)) continue;
    scripts.set(name, sourceOf(module, attribute, executable));
  }
  return scripts;
}

function sourceOf(module: string, attribute: string, executable: string): string {
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
