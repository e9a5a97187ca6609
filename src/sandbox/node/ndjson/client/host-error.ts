/**
 * `host_start`: the host did not start or did not answer in time. `host_gone`: it ended, or the
 * session was closed. `host_refused`: it answered with an error, whose text is the message.
 * `host_timeout`: it did not reply in time. `host_capability`: it cannot do this. `host_protocol`: it
 * replied with something else than the method gives.
 */
export type HostErrorCode =
  | 'host_start'
  | 'host_gone'
  | 'host_refused'
  | 'host_timeout'
  | 'host_capability'
  | 'host_protocol';

/** A request to a host process that came to nothing. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;

  constructor(code: HostErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
