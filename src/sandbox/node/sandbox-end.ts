/** Why a sandbox process is no more. */
export type EndReason =
  | 'closed'
  | 'killed'
  | 'exited'
  | 'crashed'
  | 'stack'
  | 'memory'
  | 'violation'
  | 'protocol'
  | 'internal';

export interface SandboxEnd {
  reason: EndReason;
  detail: string;
}

const SENTENCES: Record<EndReason, string> = {
  closed: 'the session was closed',
  killed: 'the program did not stop when asked and was killed',
  exited: 'the program ended the interpreter',
  crashed: 'the program crashed the interpreter',
  stack: 'the program overflowed the native stack',
  memory: 'the sandbox process used more memory than limit memoryBytes allows',
  violation: 'the program tried to leave the sandbox',
  protocol: 'the program forged messages of the sandbox',
  internal: 'the sandbox process ended unexpectedly',
};

export function isEndReason(value: unknown): value is EndReason {
  return typeof value === 'string' && Object.hasOwn(SENTENCES, value);
}

/** One sentence for people. */
export function describeSandboxEnd({ reason, detail }: SandboxEnd): string {
  return detail === '' ? SENTENCES[reason] : `${SENTENCES[reason]}: ${detail}`;
}

/** A session whose process is gone: what it was doing ended so, and every later use fails at once. */
export class SandboxDied extends Error {
  override readonly name = 'SandboxDied';
  readonly code = 'sandbox_died';
  readonly reason: EndReason;
  readonly detail: string;

  constructor(end: SandboxEnd) {
    // A session that was closed stays so; one that has died can come back.
    const next =
      end.reason === 'closed' ? 'open a new session' : 'restart it or open a new session';
    super(`${describeSandboxEnd(end)}; ${next}`);
    this.reason = end.reason;
    this.detail = end.detail;
  }
}

/** A sandbox process that could not be started. */
export class SandboxStartError extends Error {
  override readonly name = 'SandboxStartError';
  readonly code = 'sandbox_start';

  constructor(what: string) {
    super(`The sandbox process did not start: ${what}; \`causeway doctor\` looks at the machine`);
  }
}
