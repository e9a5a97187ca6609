import type { SessionOptions } from './session-options.ts';
import type { SessionEnd } from './session-types.ts';

/** Not there yet. */
export function runLogProtocolSession(_options: SessionOptions): Promise<SessionEnd> {
  return Promise.reject(new Error('sessions cannot be run yet'));
}
