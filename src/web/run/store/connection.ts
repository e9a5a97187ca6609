/** How a page stands to the events of its run. Times are the browser's, in milliseconds. */
export type Connection =
  /** Catching up with what is recorded; `total` where the server has said it. */
  | { state: 'loading'; received: number; total?: number }
  | { state: 'live' }
  /** The stream broke at `since`; what is shown may be that old. */
  | { state: 'reconnecting'; since: number; reason: string }
  /** The same for longer than a minute. */
  | { state: 'stale'; since: number; reason: string }
  /** The tab is hidden, so that the stream is closed. */
  | { state: 'paused'; since: number }
  /** The journal has ended and all of it is here. */
  | { state: 'complete' }
  | { state: 'unauthorized' }
  | { state: 'forbidden' }
  | { state: 'not_found' }
  /** The journal was removed while the page showed it; what had arrived is still here. */
  | { state: 'purged' }
  /** This page cannot show the run; trying again would end the same way. */
  | { state: 'failed'; message: string };

/** Positions of a journal that did not come and are being fetched, both ends included. */
export interface Gap {
  from: number;
  to: number;
}

/** Whether more events may come by themselves. */
export function isOpen(connection: Connection): boolean {
  return ['loading', 'live', 'reconnecting', 'stale', 'paused'].includes(connection.state);
}
