import { PackageError } from '../package-error.ts';
import { isPipCommand, type PipCommand, PipUsageFault, readPipArguments } from './pip-arguments.ts';
import { pipInstall } from './pip-install.ts';
import { pipFreeze, pipList } from './pip-list.ts';
import { type PipContext, PipOutput, type PipResult } from './pip-result.ts';
import { pipShow } from './pip-show.ts';
import { pipUninstall } from './pip-uninstall.ts';

const RUN = {
  install: pipInstall,
  uninstall: pipUninstall,
  list: pipList,
  freeze: pipFreeze,
  show: pipShow,
} as const;

const USAGE: Readonly<Record<PipCommand, string>> = {
  install: 'pip install [-r FILE] [-U] [--no-deps] [--pre] [-q] [-i URL] REQUIREMENT...',
  uninstall: 'pip uninstall -y [-r FILE] NAME...',
  list: 'pip list [--format columns|freeze|json]',
  freeze: 'pip freeze',
  show: 'pip show [-f] NAME...',
};

/**
 * Runs pip's commands on the packages of a session: what they print, and 0, or 1 when they failed
 * and 2 when the command line cannot be read. Rejects only when the session is gone, or with the
 * reason of an aborted signal.
 */
export async function runPip(args: readonly string[], context: PipContext): Promise<PipResult> {
  const output = new PipOutput(false);
  const place = args.findIndex((arg) => !arg.startsWith('-'));
  const command = place < 0 ? 'help' : (args[place] ?? 'help');
  // Options may stand before the command.
  const rest = [...args.slice(0, Math.max(place, 0)), ...args.slice(place + 1)];
  if (place < 0 && (args.includes('--version') || args.includes('-V'))) {
    const { sitePackages, markers } = context.installer.platform;
    output.print(`pip (causeway) from ${sitePackages} (python ${markers.python_version})`);
    return output.end(0);
  }
  if (command === 'help') {
    const [topic = ''] = rest;
    output.print(isPipCommand(topic) ? `Usage: ${USAGE[topic]}` : help());
    return output.end(0);
  }
  if (!isPipCommand(command)) {
    output.fail(`unknown command "${command}"`);
    return output.end(1);
  }
  try {
    const read = readPipArguments(command, rest);
    if (!read.flag('help')) return await RUN[command](read, context);
    output.print(`Usage: ${USAGE[command]}`);
    return output.end(0);
  } catch (error) {
    if (error instanceof PipUsageFault) {
      const usage = `Usage: ${USAGE[error.command]}\n\n${error.message}\n`;
      return { stdout: '', stderr: usage, exitCode: 2 };
    }
    if (!isTold(error)) throw error;
    output.fail(error.message);
    return output.end(1);
  }
}

/** Errors that are about what was asked for; the session goes on. */
function isTold(error: unknown): error is Error {
  return error instanceof PackageError || (error as { code?: string }).code === 'session_file';
}

function help(): string {
  return ['Usage:', ...Object.values(USAGE).map((line) => `  ${line}`)].join('\n');
}
