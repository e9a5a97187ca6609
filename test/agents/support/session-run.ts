import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLogProtocolSession } from '../../../src/agents/run-log-protocol-session.ts';
import { sessionFiles } from '../../../src/agents/session/prepare-workdir.ts';
import type { SessionOptions } from '../../../src/agents/session-options.ts';
import type { SessionEnd, SessionRecord } from '../../../src/agents/session-types.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import type { Journal } from '../../../src/journal/journal.ts';
import { createMemoryJournal } from '../../../src/journal/memory-journal.ts';
import type { RunEvent, RunEventType } from '../../../src/protocol/events/event.ts';

type EventOf<T extends RunEventType> = Extract<RunEvent, { type: T }>;

/** One session under test, its record and what its agent sees. */
export class SessionRun {
  readonly runId = 'run-1';
  readonly journal: Journal;
  readonly workdir: string;
  readonly end: Promise<SessionEnd>;

  constructor(journal: Journal, workdir: string, end: Promise<SessionEnd>) {
    this.journal = journal;
    this.workdir = workdir;
    this.end = end;
  }

  events(): Promise<readonly RunEvent[]> {
    return this.journal.read(this.runId);
  }

  /** The events of one type so far. */
  async all<T extends RunEventType>(type: T): Promise<EventOf<T>[]> {
    return (await this.events()).filter((event): event is EventOf<T> => event.type === type);
  }

  /** Waits for an event of a type that fits. */
  async until<T extends RunEventType>(
    type: T,
    fits: (event: EventOf<T>) => boolean = () => true,
  ): Promise<EventOf<T>> {
    for await (const event of this.journal.follow(this.runId)) {
      if (event.type === type && fits(event as EventOf<T>)) return event as EventOf<T>;
    }
    throw new Error(`the run ended without ${type}`);
  }

  /** What the agent's log says that is no keyword line. */
  async text(stream = 'log'): Promise<string> {
    const pieces = await this.all('output.written');
    return pieces
      .filter((piece) => piece.stream === stream)
      .map(({ text }) => text)
      .join('');
  }
}

export type StartOptions = Partial<SessionOptions> & {
  /** A line for `sh` that is the agent. */
  agent?: string;
  /** Changes what the session has as its record. */
  wrapRecord?: (record: SessionRecord) => SessionRecord;
};

/** A folder that is removed after the test. */
export async function makeFolder(cleanUp: (() => Promise<void>)[], name = 'work'): Promise<string> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'causeway-session-')));
  cleanUp.push(() => rm(base, { recursive: true, force: true, maxRetries: 10 }));
  return join(base, name);
}

/** The record that a journal makes. */
function recordOf(journal: Journal, runId: string): SessionRecord {
  return {
    append: async (bodies) => void (await journal.append(runId, bodies)),
    putBlob: (content) => journal.putBlob(content),
    getBlob: (ref) => journal.getBlob(ref),
  };
}

/** Begins a session with an agent in a fresh folder, recorded in memory. */
export async function startSession(
  cleanUp: (() => Promise<void>)[],
  options: StartOptions,
  host: Host = localHost(),
): Promise<SessionRun> {
  const { agent, wrapRecord = (record) => record, ...given } = options;
  const runId = 'run-1';
  const journal = createMemoryJournal();
  await journal.append(runId, [{ type: 'run.started', kind: 'agent', title: 'test' }]);
  const workdir =
    given.workdir ??
    (await host.openWorkdir({
      path: await makeFolder(cleanUp),
      task: 'test',
      moveAside: sessionFiles(),
    }));
  const stop = new AbortController();
  const end = runLogProtocolSession({
    host,
    record: wrapRecord(recordOf(journal, runId)),
    processId: 'test',
    workdir,
    feed: journal.follow(runId),
    ...(agent !== undefined && { command: { command: ['sh', '-c', agent] } }),
    ...given,
    signal: AbortSignal.any([stop.signal, ...(given.signal ? [given.signal] : [])]),
  });
  end.catch(() => undefined);
  // What a failed test leaves running ends with it.
  cleanUp.unshift(async () => {
    stop.abort();
    await end.catch(() => undefined);
  });
  return new SessionRun(journal, workdir.path, end);
}
