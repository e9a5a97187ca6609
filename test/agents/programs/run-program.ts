import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentPermissions, PresetName } from '../../../src/agents/presets/presets.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import type { Journal } from '../../../src/journal/journal.ts';
import { createMemoryJournal } from '../../../src/journal/memory-journal.ts';
import type { RunEvent } from '../../../src/protocol/events/event.ts';
import type { AgentRunHandle } from '../../../src/runs/agent-run-types.ts';
import { startAgentRun } from '../../../src/runs/start-agent-run.ts';
import type { ModelStep } from './model/script.ts';
import { type ScriptedModel, startScriptedModel } from './model/scripted-model.ts';
import { makeOwnHome, type OwnHome } from './own-home.ts';

/** A run of a real agent program, led by a scripted model. */
export interface ProgramRun extends OwnHome {
  model: ScriptedModel;
  journal: Journal;
  handle: AgentRunHandle;
  /** What is recorded so far. */
  readonly events: readonly RunEvent[];
  /** What a file of the workdir has; undefined when it is not there. */
  textOf(path: string): Promise<string | undefined>;
  /** What the program printed, for a failing test to show. */
  output(): string;
  end(): Promise<void>;
}

export interface ProgramRequest {
  preset: PresetName;
  bin: string;
  task: string;
  script: readonly ModelStep[] | ((home: OwnHome) => readonly ModelStep[]);
  permissions?: AgentPermissions;
  /** Another machine than this one. */
  elsewhere?: Host;
}

/** Starts a run of a program in a home and workdir of its own. */
export async function startProgram(request: ProgramRequest): Promise<ProgramRun> {
  const { preset, bin, task, permissions } = request;
  const script: ModelStep[] = [];
  const model = await startScriptedModel(script);
  const home = await makeOwnHome(model.url, bin);
  script.push(...(typeof request.script === 'function' ? request.script(home) : request.script));
  const host = request.elsewhere ?? localHost();
  const journal = createMemoryJournal();
  const events: RunEvent[] = [];
  const handle = await startAgentRun({
    journal,
    host,
    workdir: home.workdir,
    program: {
      task,
      program: { preset, ...(permissions && { permissions }) },
      ...(request.elsewhere && { env: home.env }),
    },
    onEvent: (event) => void events.push(event),
  });
  return {
    ...home,
    model,
    journal,
    handle,
    events,
    textOf: (path) => readFile(join(home.workdir, path), 'utf8').catch(() => undefined),
    output: () =>
      events.map((event) => (event.type === 'output.written' ? event.text : '')).join(''),
    end: async () => {
      handle.cancel();
      handle.cancel();
      await handle.ended.catch(() => undefined);
      await model.close();
      await journal.close();
      await host.close();
      await home.remove();
    },
  };
}
