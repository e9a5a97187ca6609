import { ProblemError } from '../http/problem-error.ts';

/**
 * The position of the event that a viewer who comes back had last, by `Last-Event-ID`; 0 without it.
 *
 * @throws ProblemError `bad_request` for an id that no frame of a run had.
 */
export function lastEventId(request: Request): number {
  const id = request.headers.get('last-event-id') ?? '';
  if (/^\d{0,15}$/.test(id)) return Number(id);
  throw new ProblemError('bad_request', 'Last-Event-ID is the id of a frame: a whole number');
}
