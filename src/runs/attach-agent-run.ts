import { DEFAULT_SESSION_LIMITS, type SessionLimits } from '../agents/session-limits.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { programParts } from './agent-program.ts';
import { foldEvents, resumeOf } from './agent-resume.ts';
import { openAgentRoads } from './agent-roads.ts';
import { AgentRunError, type AgentRunHandle, type AttachRequest } from './agent-run-types.ts';
import { driveAgent } from './drive-agent.ts';
import { endUnstarted } from './end-unstarted.ts';
import { journalOf } from './start-agent-run.ts';

/**
 * Takes an agent run over whose driver is gone: the agent went on meanwhile, and what it wrote is read
 * from where the journal has it.
 *
 * Rejects with an AgentRunError for a run that cannot be taken over, and with a HostError:
 * `workdir_in_use` where its driver lives.
 */
export async function attachAgentRun(request: AttachRequest): Promise<AgentRunHandle> {
  const { runId, host, signal } = request;
  const journal = journalOf(request.journal);
  const events = await journal.read(runId);
  const timeline = foldEvents(events);
  checkRun(runId, timeline, host.name);
  await host.connect(signal ? { signal } : {});
  const path = timeline.agent?.workdir;
  if (path === undefined || timeline.agent?.process === undefined) {
    throw await endUnstarted(journal, host, events);
  }
  const workdir = await host.openWorkdir({ task: runId, path, takeOver: true });
  try {
    // Read again behind the lock: a driver that just ended had more to say.
    const now = foldEvents(await journal.read(runId));
    checkRun(runId, now, host.name);
    const roads = await openAgentRoads({ host, journal, runId, workdir: workdir.path });
    const resume = resumeOf(now);
    const parts = programParts(host, workdir, { resume });
    parts.notes.push(...roads.notes);
    return driveAgent({
      runId,
      journal,
      workdir,
      lastSeq: now.lastSeq,
      options: { ...request, limits: { ...limitsOf(now), ...request.limits } },
      notes: parts.notes,
      secrets: parts.secrets,
      session: {
        resume,
        body: request.body ?? parts.body,
        ...(now.agent?.logFile !== undefined && { logFile: now.agent.logFile }),
      },
      async close({ takenOver }) {
        await parts.close({ tidy: !takenOver });
        await roads.close();
        // The lock is the other driver's.
        if (!takenOver) await workdir.release();
      },
    });
  } catch (fault) {
    await workdir.release();
    throw fault;
  }
}

/** Refuses a run that cannot be taken over. */
function checkRun(runId: string, { run }: Timeline, host: string): void {
  if (run.kind === undefined) {
    throw new AgentRunError('run_unknown', `There is no run ${runId} in this journal`);
  }
  if (run.kind !== 'agent') {
    throw new AgentRunError(
      'run_not_agent',
      `${runId} is a run of kind ${run.kind}, not an agent’s`,
    );
  }
  if (run.endedAt !== undefined) {
    throw new AgentRunError('run_over', `${runId} has ended: ${run.state}`);
  }
  if (run.host !== undefined && run.host !== host) {
    const message = `The agent of ${runId} runs on ${run.host}, not on ${host}`;
    throw new AgentRunError('other_host', message);
  }
}

/** The limits that the run was started with, as far as this version knows them. */
function limitsOf({ run }: Timeline): Partial<SessionLimits> {
  const known = Object.entries(run.limits ?? {}).filter(([name]) =>
    Object.hasOwn(DEFAULT_SESSION_LIMITS, name),
  );
  return Object.fromEntries(known);
}
