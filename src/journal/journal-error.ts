/**
 * What a journal refuses, by its code.
 *
 * - `run_not_started`: the first event is not `run.started`. `run_already_started`: a second one is.
 *   `run_ended`: an event after `run.ended`, or for a deleted run. `run_not_ended`: a run under way
 *   is to be deleted. `invalid_run_id`: an id that is empty, longer than 200 characters or no text.
 *   `append_conflict`: a driver's batch does not follow what it knows of (`appendAfter`).
 * - `invalid_filter`: the filter of a list cannot be understood. `unknown_cursor`: the run that a page
 *   is to come after is not known, or no more.
 * - `journal_closed`: the journal has been closed. `journal_read_only`: it was opened for reading.
 * - `journal_not_found`: there is none in the folder. `journal_unwritable`: the folder or a file in it
 *   cannot be made, opened or written. `journal_locked`: another process writes it.
 *   `journal_too_new`: a newer version wrote it. `journal_corrupt`: its file is damaged.
 *   `journal_disk_full`: there is no room. `journal_io_failed`: the disk failed otherwise.
 */
export type JournalErrorCode =
  | 'run_not_started'
  | 'run_already_started'
  | 'run_ended'
  | 'run_not_ended'
  | 'invalid_run_id'
  | 'append_conflict'
  | 'invalid_filter'
  | 'unknown_cursor'
  | 'journal_closed'
  | 'journal_read_only'
  | 'journal_not_found'
  | 'journal_unwritable'
  | 'journal_locked'
  | 'journal_too_new'
  | 'journal_corrupt'
  | 'journal_disk_full'
  | 'journal_io_failed';

/** The journal refuses to take or give something; nothing was changed. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The refusal of a page that is to come after a run nobody knows. */
export function unknownCursor(after: string): JournalError {
  const message = `There is no run ${JSON.stringify(after)} for the page to come after; begin again with the first page`;
  return new JournalError('unknown_cursor', message);
}
