/**
 * `event_key_unreadable`: the key file or its folder cannot be read or written.
 * `event_key_invalid`: a key is too short or is none. `event_key_exposed`: others than the owner can
 * read the key file. `event_key_fixed`: keys that were given by the environment cannot be rotated.
 */
export type EventKeyErrorCode =
  | 'event_key_unreadable'
  | 'event_key_invalid'
  | 'event_key_exposed'
  | 'event_key_fixed';

/** The keys that sign event URLs cannot be used; nothing was changed. */
export class EventKeyError extends Error {
  override readonly name = 'EventKeyError';
  readonly code: EventKeyErrorCode;

  constructor(code: EventKeyErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
