import { readFileSync } from 'node:fs';

/** A program for the agent's machine, in the shell's language as POSIX has it. */
export interface AgentScript {
  /** Its name in the folder that stands first on the agent's PATH. */
  name: string;
  content: string;
}

/** Where the scripts lie, relative to the workdir. They find the log and the files from there. */
export const SCRIPTS_FOLDER = '.causeway/bin';

/** The variable that names the log, by its absolute path; without it that is optio.log in the workdir. */
const LOG_VARIABLE = 'CAUSEWAY_LOG';

/** What the variable BROWSER is set to: the absolute path of the script of this name. */
const BROWSER_SCRIPT = 'xdg-open';

/** Programs that would open a browser. Each of them only asks a person to open the address. */
const SHIM_NAMES = [BROWSER_SCRIPT, 'gio', 'open', 'sensible-browser', 'www-browser'];

/** `causeway-say` and, unless the agent may open browsers itself, the shims for those programs. */
export function agentScripts(options: { captureBrowser?: boolean } = {}): AgentScript[] {
  const say = { name: 'causeway-say', content: source('causeway-say.sh') };
  if (options.captureBrowser === false) return [say];
  const content = source('browser-shim.sh');
  return [say, ...SHIM_NAMES.map((name) => ({ name, content }))];
}

/**
 * The variables that an agent is started with so that it finds the scripts. `path` is the PATH that
 * it would have without them; `workdir` and `logFile` are absolute.
 */
export function agentScriptVariables(options: {
  workdir: string;
  logFile: string;
  path: string;
  captureBrowser?: boolean;
}): Record<string, string> {
  const { workdir, logFile, path, captureBrowser = true } = options;
  const folder = `${workdir}/${SCRIPTS_FOLDER}`;
  return {
    PATH: path === '' ? folder : `${folder}:${path}`,
    [LOG_VARIABLE]: logFile,
    ...(captureBrowser && { BROWSER: `${folder}/${BROWSER_SCRIPT}` }),
  };
}

function source(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
