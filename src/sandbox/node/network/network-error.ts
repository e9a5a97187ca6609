/** Every code of a `NetworkError`, with what it means in one sentence. Codes are stable. */
export const NETWORK_ERROR_CODES = {
  address_not_allowed: 'The host leads to an address that is not public and not listed itself.',
  connection_failed: 'No connection could be made, or it broke.',
  headers_too_large: 'The head of the answer is larger than 64 KiB.',
  host_not_allowed: 'The host is not on the list of allowed hosts.',
  invalid_allowed_host: 'An entry of the list of allowed hosts is none.',
  invalid_request: 'The method, a header or another part of the request cannot be sent.',
  invalid_response: 'The server sent what is not HTTP, or a body that cannot be decoded.',
  invalid_url: 'The URL is not one that can be fetched.',
  name_not_found: 'The name of the host could not be resolved.',
  network_closed: 'The session that the request belongs to was closed.',
  network_required: 'The session has no network: no hosts are allowed.',
  redirect_not_allowed: 'The server redirects from https to http, or to what is no URL.',
  request_timed_out: 'The request took longer than it may.',
  response_too_large: 'The body of the answer is larger than asked for.',
  tls_failed: 'The server could not prove who it is, or no secure connection could be made.',
  too_many_redirects: 'The server redirects more than ten times.',
} as const;

export type NetworkErrorCode = keyof typeof NETWORK_ERROR_CODES;

/** A request that was refused or failed. The message names the URL, without its query. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  /** Stable code; `NETWORK_ERROR_CODES` says what it means. */
  readonly code: NetworkErrorCode;

  constructor(code: NetworkErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** What is wrong with a host, before it is said which request that fails. */
export class HostFault extends Error {
  readonly code: NetworkErrorCode;

  constructor(code: NetworkErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
