/**
 * `run_not_started`: the first event is not `run.started`. `run_already_started`: a second one is.
 * `run_ended`: an event after `run.ended`. `journal_closed`: the journal has been closed.
 */
export type JournalErrorCode =
  | 'run_not_started'
  | 'run_already_started'
  | 'run_ended'
  | 'journal_closed';

/** The journal refuses to take or give something; nothing was changed. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
