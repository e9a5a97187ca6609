import { sessionFiles } from '../agents/session/prepare-workdir.ts';
import type { Host } from '../hosts/host.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { AgentJournal } from './agent-journal.ts';
import { AgentRunError } from './agent-run-types.ts';

/**
 * Ends a run whose driver is gone and did not record that it started the agent: it may have started it
 * all the same. What of it runs is ended, because nobody can be told what it did. Resolves with the
 * error for whoever wanted to take the run over; rejects with a HostError `workdir_in_use` where the
 * driver lives.
 */
export async function endUnstarted(
  journal: AgentJournal,
  host: Host,
  events: readonly RunEvent[],
): Promise<AgentRunError> {
  const [started] = events;
  const runId = started?.runId ?? '';
  const path = started?.type === 'run.started' ? started.workdir : undefined;
  if (path === undefined) {
    const message = `The agent of ${runId} was never started; end the run, and start another`;
    return new AgentRunError('agent_not_started', message);
  }
  const held = await host.openWorkdir({ task: runId, path, takeOver: true });
  await held.release();
  const workdir = await host.openWorkdir({ task: runId, path, moveAside: sessionFiles() });
  try {
    const ended = workdir.earlier?.ended ?? 0;
    const reason = `The driver was gone before the start of the agent was recorded; ${
      ended > 0 ? 'the agent ran and was ended' : 'no agent ran'
    }.`;
    const lastSeq = events.at(-1)?.seq ?? 1;
    const error = { name: 'AgentLost', message: reason };
    await journal.append(runId, lastSeq, [{ type: 'run.ended', outcome: 'lost', error }]);
    return new AgentRunError('agent_not_started', `${reason} Start another run`);
  } finally {
    await workdir.release();
  }
}
