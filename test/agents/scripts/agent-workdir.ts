import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  agentScripts,
  agentScriptVariables,
  SCRIPTS_FOLDER,
} from '../../../src/agents/scripts/agent-scripts.ts';
import type { LogLine } from '../../../src/protocol/log-channel/log-line.ts';
import { parseLogLine } from '../../../src/protocol/log-channel/parse-log-line.ts';
import type { Shell } from './shells.ts';

/** A workdir with the scripts in it, as a driver makes one. Its name is one that wants quoting. */
export class AgentWorkdir implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), "causeway agent's $(touch x) "));
  readonly log: string = join(this.path, 'optio.log');
  readonly #variables: Record<string, string>;

  constructor() {
    mkdirSync(join(this.path, 'deliverables'));
    mkdirSync(join(this.path, SCRIPTS_FOLDER), { recursive: true });
    for (const { name, content } of agentScripts()) {
      writeFileSync(this.script(name), content);
      chmodSync(this.script(name), 0o755);
    }
    writeFileSync(this.log, '');
    const path = process.env.PATH ?? '';
    this.#variables = agentScriptVariables({ workdir: this.path, logFile: this.log, path });
  }

  script(name: string): string {
    return join(this.path, SCRIPTS_FOLDER, name);
  }

  /** Runs a script by a shell, with the arguments as they are. */
  run(
    shell: Shell,
    script: string,
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string> } = {},
  ): SpawnSyncReturns<string> {
    const [file = '', ...flags] = shell.command;
    return spawnSync(file, [...flags, this.script(script), ...args], {
      encoding: 'utf8',
      cwd: options.cwd ?? this.path,
      env: { ...process.env, ...this.#variables, ...options.env },
    });
  }

  /** Runs a command line of a shell in which the scripts are found by their names. */
  shell(command: string): SpawnSyncReturns<string> {
    const env = { ...process.env, ...this.#variables };
    return spawnSync('sh', ['-c', command], { encoding: 'utf8', cwd: this.path, env });
  }

  /** What was written to the log since the last call. */
  written(): string {
    const text = readFileSync(this.log, 'utf8');
    writeFileSync(this.log, '');
    return text;
  }

  /** The same, as the reader of the log has it. */
  lines(): LogLine[] {
    const text = this.written();
    if (text !== '' && !text.endsWith('\n')) throw new Error('The log ends within a line');
    return text.split('\n').slice(0, -1).map(parseLogLine);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 10 });
  }
}
