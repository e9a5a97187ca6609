import { appendAfter } from '../journal/append-after.ts';
import type { EventBody, FollowOptions, Journal } from '../journal/journal.ts';
import type { OpenAgentRun } from '../protocol/api/run-requests.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { RunStarted } from '../protocol/events/run.ts';

/** A run as a driver asks for it: its id is the driver's, so that asking twice is asking once. */
export type AgentRunOpening = Omit<OpenAgentRun, 'kind' | 'expiresInSeconds'> & { runId: string };

/**
 * What the driver of an agent run needs of the journal that keeps it, in this process or in another.
 * Every method may be called again with the same arguments where it is not known what came of it.
 */
export interface AgentJournal {
  /** Begins the run, or finds that it has begun. */
  open(run: AgentRunOpening): Promise<void>;
  /** Adds a batch behind what the driver knows; resolves with the position of its last event. */
  append(runId: string, afterSeq: number, bodies: readonly EventBody[]): Promise<number>;
  /** Keeps bytes for an event of the run, and resolves with what refers to them. */
  putBlob(runId: string, content: Uint8Array): Promise<string>;
  /** The events so far; none for a run that is not known. */
  read(runId: string): Promise<RunEvent[]>;
  /** Events as they come, as `Journal.follow` gives them. */
  follow(runId: string, options: FollowOptions): AsyncIterable<RunEvent>;
  /** Bytes that were kept; undefined where there are none. */
  getBlob(ref: string): Promise<Uint8Array | undefined>;
  /** Where calls of the agent's own go at this moment; undefined where nobody takes them. */
  eventUrl(runId: string): Promise<string | undefined>;
}

export interface AgentJournalOptions {
  /** Makes the URL that the agent's own calls are posted to, as a server does. Default: none. */
  eventUrlFor?: (run: { runId: string }) => string;
}

/** A journal that this process has open, for drivers in it. */
export function agentJournal(
  journal: Journal,
  { eventUrlFor }: AgentJournalOptions = {},
): AgentJournal {
  return {
    async open({ runId, ...facts }) {
      await appendAfter(journal, runId, { afterSeq: 0, bodies: [startOfRun(facts)] });
    },
    append: (runId, afterSeq, bodies) => appendAfter(journal, runId, { afterSeq, bodies }),
    putBlob: (_runId, content) => journal.putBlob(content),
    read: async (runId) => [...(await journal.read(runId))],
    follow: (runId, options) => journal.follow(runId, options),
    getBlob: (ref) => journal.getBlob(ref),
    eventUrl: async (runId) => eventUrlFor?.({ runId }),
  };
}

/** The first event of an agent run. */
export function startOfRun({
  title = 'Agent',
  host,
  workdir,
  limits,
  parent,
  tags,
}: Omit<AgentRunOpening, 'runId'>): RunStarted {
  return {
    type: 'run.started',
    kind: 'agent',
    title,
    ...(host !== undefined && { host }),
    ...(workdir !== undefined && { workdir }),
    ...(limits && { limits }),
    ...(parent && { parent }),
    ...(tags && { tags }),
  };
}
