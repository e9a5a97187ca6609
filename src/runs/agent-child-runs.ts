import { randomUUID } from 'node:crypto';
import type { ChildRun, StartChild } from '../agents/child-runs.ts';
import type { AgentJournal } from './agent-journal.ts';
import { AgentRecord } from './agent-record.ts';

/** Starts runs for the child tasks of an agent run. */
export function childRuns(journal: AgentJournal, runId: string): StartChild {
  return async ({ title, processId, parentRunId = runId }): Promise<ChildRun> => {
    const childId = `run_${randomUUID()}`;
    const tags = { task: processId };
    await journal.open({ runId: childId, title, parent: { runId: parentRunId }, tags });
    const record = new AgentRecord(journal, childId, 1);
    return {
      runId: childId,
      append: (bodies) => record.append(bodies),
      end: (end) => record.append([end]),
    };
  };
}
