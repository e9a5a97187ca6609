import { randomUUID } from 'node:crypto';
import type { Journal } from '../journal/journal.ts';
import { type Limits, resolveLimits } from '../protocol/limits.ts';
import { HTTP_CALL } from '../sandbox/common/guest-messages.ts';
import type { SandboxAnswer, SandboxCall } from '../sandbox/node/evaluation.ts';
import type { Sandbox } from '../sandbox/node/sandbox.ts';
import { type Broker, createBroker } from '../tools/broker.ts';
import type { ToolRegistry } from '../tools/registry.ts';
import type { EmitterUrls, RunFile, RunRequest, RunResult } from './api.ts';
import { httpToolName, offerHttp } from './http-tools.ts';
import { describeRunEnd, endCancelledRun } from './run-end.ts';
import { RunRecorder } from './run-recorder.ts';

export interface RunEnvironment {
  journal: Journal;
  /** Whether the journal gets large values whole; else it has their previews only. */
  keepWholeValues: boolean;
  registry: ToolRegistry;
  limits: Limits;
  emitter?: EmitterUrls;
  /** Gives the sandbox to run in; may take a while. */
  sandbox: () => Promise<Sandbox>;
}

/**
 * Runs one program and records all of it. Rejects only where there is no run to tell of: bad limits,
 * a sandbox that does not start, a journal that does not take what happens.
 */
export async function executeRun(
  environment: RunEnvironment,
  request: RunRequest,
): Promise<RunResult> {
  const { journal, keepWholeValues, registry, limits: defaults, emitter } = environment;
  if (typeof request.code !== 'string') throw new TypeError('run needs code: a string of Python');
  const { code, filename = 'program.py', title = filename, tags, onEvent, signal } = request;
  const limits = resolveLimits(request.limits, defaults);
  const sandbox = await prepareSandbox(environment.sandbox, request);
  const runId = `run_${randomUUID()}`;
  const recorder = new RunRecorder({ journal, runId, keepWholeValues, onEvent });
  const begun = performance.now();
  await recorder.record({
    type: 'run.started',
    kind: 'code',
    title,
    source: { language: 'python', code, filename },
    limits: { ...limits },
    ...(sandbox && { isolation: sandbox.isolation.level }),
    ...(tags && { tags: { ...tags } }),
  });
  const fetch = sandbox?.fetch;
  const broker = createBroker({
    registry,
    runId,
    limits,
    ...(fetch && offerHttp(registry, fetch, limits)),
    ...(emitter && { emitterUrl: (callId: string) => emitter.urlFor({ runId, callId }) }),
    record: (body) => recorder.record(body),
    recordValue: (json) => recorder.storeValue(json),
  });
  if (sandbox === undefined) return endCancelledRun(recorder, broker.counts());
  const evaluation = await sandbox
    .evaluate({
      code,
      filename,
      limits,
      signal,
      offers: registry.signatures(),
      network: fetch !== undefined,
      onCall: (call) => callTool(broker, call),
      onOutput: (stream, text) => recorder.note({ type: 'output.written', stream, text }),
    })
    .catch(async (error: Error) => {
      // The sandbox was gone before the program's turn came: the journal must not stay open.
      const { name, message } = error;
      await recorder.end({ type: 'run.ended', outcome: 'error', error: { name, message } });
      throw error;
    });
  await broker.close('the run has ended');
  const missing = broker.notRecorded();
  if (missing > 0) evaluation.notes.push(`${missing} refused calls are not in the journal`);
  const { ended, told } = describeRunEnd(evaluation, recorder);
  await recorder.end(ended);
  return {
    ...told,
    runId,
    calls: broker.counts(),
    durationMs: Math.round(performance.now() - begun),
    isolation: sandbox.isolation.level,
    files: await collectFiles(sandbox, request.collect ?? []),
  };
}

/** The sandbox with the request's files in it; undefined when the run was cancelled before that. */
async function prepareSandbox(
  openSandbox: () => Promise<Sandbox>,
  { files = [], signal }: RunRequest,
): Promise<Sandbox | undefined> {
  if (signal?.aborted) return undefined;
  try {
    const sandbox = await openSandbox();
    for (const { path, content } of files) await sandbox.writeFile(path, content);
    return signal?.aborted ? undefined : sandbox;
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

async function callTool(broker: Broker, call: SandboxCall): Promise<SandboxAnswer> {
  const outcome = await broker.call({
    callId: call.id,
    tool: call.tool === HTTP_CALL ? httpToolName(call.args) : call.tool,
    argsJson: call.argsJson,
    ...(call.line > 0 && { line: call.line }),
    road: 'host-call',
    signal: call.signal,
  });
  return outcome.status === 'ok'
    ? { ok: true, json: outcome.resultJson }
    : { ok: false, failure: outcome.error };
}

/** Files that are not there are left out: what a failed program did not write is no second error. */
async function collectFiles(sandbox: Sandbox, paths: readonly string[]): Promise<RunFile[]> {
  const files: RunFile[] = [];
  for (const path of sandbox.closed ? [] : paths) {
    try {
      files.push({ path, content: await sandbox.readFile(path) });
    } catch {
      // Told by its absence.
    }
  }
  return files;
}
