/** One HTTP request as the host makes it for a session. */
export interface HttpRequest {
  /** Absolute, `http:` or `https:`. */
  url: string;
  /** Default `GET`. */
  method?: string | undefined;
  headers?: readonly (readonly [string, string])[] | undefined;
  body?: Uint8Array | undefined;
  /** Largest body to accept, in bytes; a larger one is an error. Default 64 MiB. */
  maxBytes?: number | undefined;
  /** `manual` gives the answer that redirects as it is. Default `follow`: ten times at most. */
  redirect?: 'follow' | 'manual' | undefined;
  /** Time for all of it, redirects and body included, in milliseconds. Default 60,000. */
  timeoutMs?: number | undefined;
  /** Aborting ends the request, which rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  /** After redirects. */
  url: string;
  /** Whether a redirect was followed. */
  redirected?: boolean | undefined;
  status: number;
  /** Reason phrase; empty where the server sent none. */
  reason: string;
  headers: readonly (readonly [string, string])[];
  /** Decoded from any content encoding. */
  body: Uint8Array;
}

/**
 * Makes a request within a session's allow-list: the one way from a session to the network. Rejects
 * with an error whose message says what is not allowed, or what failed, and names the URL.
 */
export type GuardedFetch = (request: HttpRequest) => Promise<HttpResponse>;
