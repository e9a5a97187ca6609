/** `not_an_event`: no object with a type. `invalid_event`: a field is missing or wrong. */
export type InvalidEventCode = 'not_an_event' | 'invalid_event';

/** A value that was offered as an event is not one. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  readonly code: InvalidEventCode;
  /** Keys and indexes that lead to the fault; empty for the value as a whole. */
  readonly path: readonly (string | number)[];

  constructor(
    code: InvalidEventCode,
    path: readonly (string | number)[],
    fault: string,
    eventType?: string,
  ) {
    const what =
      eventType === undefined ? 'Not an event' : `Not a valid ${eventType.slice(0, 80)} event`;
    super(path.length === 0 ? `${what}: ${fault}` : `${what}: ${formatPath(path)}: ${fault}`);
    this.code = code;
    this.path = path;
  }
}

function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('');
}
