/** Why a server did not start. Codes are stable. */
export type ServerErrorCode =
  | 'address_unavailable'
  | 'invalid_address'
  | 'invalid_token'
  | 'port_in_use'
  | 'port_not_permitted';

/** A server did not start; nothing of it is left. The message says what to do instead. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code: ServerErrorCode;

  constructor(code: ServerErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
