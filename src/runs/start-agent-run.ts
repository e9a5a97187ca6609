import { randomUUID } from 'node:crypto';
import { sessionFiles } from '../agents/session/prepare-workdir.ts';
import { resolveSessionLimits } from '../agents/session-limits.ts';
import type { Journal } from '../journal/journal.ts';
import { type AgentJournal, agentJournal } from './agent-journal.ts';
import { checkProgram, programParts } from './agent-program.ts';
import { openAgentRoads } from './agent-roads.ts';
import type { AgentRunHandle, AgentRunRequest } from './agent-run-types.ts';
import { driveAgent } from './drive-agent.ts';

/**
 * Starts an agent program on a host as a run of a journal, and drives it to its end. Resolves once the
 * run is recorded and its folder is held.
 *
 * Rejects where there is no run to tell of: with a HostError for a host that cannot be reached or a
 * folder that is in use, a PresetError for a program that is not there, a RangeError for a limit that is none, a JournalError.
 */
export async function startAgentRun(request: AgentRunRequest): Promise<AgentRunHandle> {
  const { host, title, tags, parent, signal, body, beforeExecute, logFile } = request;
  const ways = [request.program, request.command, body].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    throw new TypeError('An agent run needs one of a program, a command and a body');
  }
  const limits = resolveSessionLimits(request.limits);
  const journal = journalOf(request.journal);
  const runId = `run_${randomUUID()}`;
  await host.connect(signal ? { signal } : {});
  if (request.program) await checkProgram(host, request.program);
  const workdir = await host.openWorkdir({
    task: runId,
    moveAside: sessionFiles(logFile),
    ...(request.workdir !== undefined && { path: request.workdir }),
  });
  try {
    await journal.open({
      runId,
      host: host.name,
      workdir: workdir.path,
      limits: { ...limits },
      ...(title !== undefined && { title }),
      ...(tags && { tags }),
      ...(parent && { parent }),
    });
    const roads = await openAgentRoads({ host, journal, runId, workdir: workdir.path });
    const parts = request.program && programParts(host, workdir, { ...request });
    const command = parts?.command ?? request.command;
    parts?.notes.push(...roads.notes);
    return driveAgent({
      runId,
      journal,
      workdir,
      lastSeq: 1,
      options: request,
      notes: parts?.notes ?? roads.notes,
      ...(parts && { secrets: parts.secrets }),
      session: {
        ...(command && { command: roads.lead(command) }),
        ...(body && { body }),
        ...(beforeExecute && { beforeExecute }),
        ...(logFile !== undefined && { logFile }),
      },
      async close({ takenOver }) {
        await parts?.close({ tidy: !takenOver });
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

/** A journal of this process may be given as it is. */
export function journalOf(journal: Journal | AgentJournal): AgentJournal {
  return 'open' in journal ? journal : agentJournal(journal);
}
