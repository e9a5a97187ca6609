import { randomUUID } from 'node:crypto';
import type { Journal } from '../journal/journal.ts';
import { type Limits, resolveLimits } from '../protocol/limits.ts';
import type { RecordedValue } from '../protocol/recorded-value.ts';
import { describeEvaluation } from '../sandbox/node/envelope.ts';
import type { SandboxAnswer, SandboxCall } from '../sandbox/node/evaluation.ts';
import type { Sandbox } from '../sandbox/node/sandbox.ts';
import { type Broker, createBroker } from '../tools/broker.ts';
import type { ToolRegistry } from '../tools/registry.ts';
import type { RunFile, RunRequest, RunResult } from './api.ts';
import { RunRecorder } from './run-recorder.ts';

export interface RunEnvironment {
  journal: Journal;
  /** What the journal keeps of a value, given its JSON text. */
  storeValue: (json: string) => RecordedValue;
  registry: ToolRegistry;
  limits: Limits;
  /** Gives the sandbox to run in; may take a while. */
  sandbox: () => Promise<Sandbox>;
}

/**
 * Runs one program and records all of it. Rejects only where there is no run to tell of: bad limits,
 * a sandbox that does not start, a journal that does not take the first event.
 */
export async function executeRun(
  { journal, storeValue, registry, limits: defaults, sandbox: openSandbox }: RunEnvironment,
  request: RunRequest,
): Promise<RunResult> {
  const { code, filename = 'program.py', title = filename, tags, signal } = request;
  const limits = resolveLimits({ ...defaults, ...request.limits });
  const sandbox = await openSandbox();
  for (const { path, content } of request.files ?? []) await sandbox.writeFile(path, content);

  const begun = performance.now();
  const recorder = new RunRecorder(journal, `run_${randomUUID()}`, request.onEvent);
  await recorder.record({
    type: 'run.started',
    kind: 'code',
    title,
    source: { language: 'python', code, filename },
    limits: { ...limits },
    tags: { ...tags, isolation: sandbox.isolation.level },
  });
  const broker = createBroker({
    registry,
    runId: recorder.runId,
    limits,
    record: (body) => recorder.record(body),
    recordValue: storeValue,
  });
  const unrecorded: unknown[] = [];
  let recorded: Promise<void> = Promise.resolve();
  const evaluation = await sandbox
    .evaluate({
      code,
      filename,
      limits,
      signal,
      offers: registry.signatures(),
      onCall: (call) => callTool(broker, call),
      onOutput: (stream, text) => {
        const written = recorder.record({ type: 'output.written', stream, text });
        recorded = written.catch((error: unknown) => void unrecorded.push(error));
      },
    })
    .catch(async (error: Error) => {
      // The sandbox was gone before the program's turn came: the journal must not stay open.
      const { name, message } = error;
      await recorder.record({ type: 'run.ended', outcome: 'error', error: { name, message } });
      throw error;
    });
  await broker.close('the run has ended');
  await recorded;
  if (unrecorded.length > 0) throw unrecorded[0];
  const { envelope, facts } = describeEvaluation(evaluation);
  const missing = broker.notRecorded();
  if (missing > 0) facts.notes.push(`${missing} refused calls are not in the journal`);
  const { error, message, traceback } = envelope;
  await recorder.record({
    type: 'run.ended',
    outcome: facts.outcome,
    ...(envelope.ok && { value: storeValue(facts.valueJson) }),
    ...(error !== undefined && {
      error: { name: error, message: message ?? '', ...(traceback !== undefined && { traceback }) },
    }),
    ...(facts.notes.length > 0 && { notes: facts.notes }),
  });
  return {
    ...envelope,
    runId: recorder.runId,
    outcome: facts.outcome,
    calls: broker.counts(),
    durationMs: Math.round(performance.now() - begun),
    isolation: sandbox.isolation.level,
    valueJson: facts.valueJson,
    ...(facts.preview && { preview: true }),
    ...(facts.stoppedBy !== null && { stoppedBy: facts.stoppedBy }),
    notes: facts.notes,
    files: await collectFiles(sandbox, request.collect ?? []),
  };
}

async function callTool(broker: Broker, call: SandboxCall): Promise<SandboxAnswer> {
  const outcome = await broker.call({
    callId: call.id,
    tool: call.tool,
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
