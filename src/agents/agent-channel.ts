/** What came of handing over a file. */
export type DeliverAnswer =
  | { ok: true; path: string; size: number; sha256: string }
  | { ok: false; reason: string };

/** What came of asking a person: `answered` and `acknowledged` by somebody, or `closed` with the run. */
export type PersonAnswer =
  | { state: 'answered'; by: string; answer: string }
  | { state: 'acknowledged'; by: string }
  | { state: 'closed' };

/**
 * What an agent can say, whichever way it says it: keyword lines of its log and tools of its MCP
 * server both end here, so that they become the same events by the same rules. Each resolves when
 * what was said is durable.
 */
export interface AgentChannel {
  reportProgress(progress: { percent?: number; message?: string }): Promise<void>;
  /** Captures the file before it resolves. */
  deliver(path: string): Promise<DeliverAnswer>;
  /** Raises attention; resolves with its id at once. */
  askPerson(reason: string): Promise<{ id: string; answer: Promise<PersonAnswer> }>;
  /** The request raised before under this id, for who waits for it again. */
  waitForPerson(id: string): Promise<PersonAnswer> | undefined;
  requestBrowser(url: string): Promise<void>;
  sendDomainMessage(keyword: string, data: unknown): Promise<void>;
  /** The first `done` or `fail` decides how the session ends. */
  done(summary?: string): Promise<void>;
  fail(message?: string): Promise<void>;
}
