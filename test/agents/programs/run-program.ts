import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentPermissions, PresetName } from '../../../src/agents/presets/presets.ts';
import { type AgentSetup, setUpAgent } from '../../../src/agents/set-up-agent.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import type { HostProcess } from '../../../src/hosts/process.ts';
import { MemoryChannel } from '../support/memory-channel.ts';
import type { ModelStep } from './model/script.ts';
import { type ScriptedModel, startScriptedModel } from './model/scripted-model.ts';
import { makeOwnHome, type OwnHome } from './own-home.ts';

/** A real agent program at work, led by a scripted model. */
export interface ProgramRun extends OwnHome {
  channel: MemoryChannel;
  model: ScriptedModel;
  setup: AgentSetup;
  process: HostProcess;
  /** What a file of the workdir has; undefined when it is not there. */
  textOf(path: string): Promise<string | undefined>;
  /** What it printed, for a failing test to show. */
  output(): Promise<string>;
  end(): Promise<void>;
}

export interface ProgramRequest {
  preset: PresetName;
  bin: string;
  task: string;
  script: readonly ModelStep[] | ((home: OwnHome) => readonly ModelStep[]);
  permissions?: AgentPermissions;
}

/** Sets up a program in a home and workdir of its own, and starts it. */
export async function startProgram(request: ProgramRequest): Promise<ProgramRun> {
  const { preset, bin, task, permissions } = request;
  const script: ModelStep[] = [];
  const model = await startScriptedModel(script);
  const home = await makeOwnHome(model.url, bin);
  script.push(...(typeof request.script === 'function' ? request.script(home) : request.script));
  const host = localHost();
  const { workdir } = home;
  await host.run(['mkdir', '-p', 'deliverables', '.causeway'], { cwd: workdir, check: true });
  const channel = new MemoryChannel();
  const setup = await setUpAgent({
    host,
    workdir,
    channel,
    task,
    program: { preset, ...(permissions && { permissions }) },
  });
  const { command, env = {} } = setup.command;
  const stateFolder = join(workdir, '.causeway', 'agent');
  const started = await host.launch({ command, env, cwd: workdir, stateFolder });
  const textOf = (path: string): Promise<string | undefined> =>
    readFile(join(workdir, path), 'utf8').catch(() => undefined);
  return {
    ...home,
    channel,
    model,
    setup,
    process: started,
    textOf,
    output: async () => {
      const files = [started.stdoutFile, started.stderrFile];
      const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
      return texts.join('\n');
    },
    end: async () => {
      await started.stop();
      await setup.mcp?.close();
      await model.close();
      await host.close();
      await home.remove();
    },
  };
}
