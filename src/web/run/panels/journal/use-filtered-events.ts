import { useEffect, useState } from 'react';
import { useRun } from '../../store/use-run.ts';
import { readEvents } from './event-pages.ts';

/** Most events of one type that are listed; the download has all. */
export const MOST_FILTERED = 20_000;

/** Positions of the events of one type, found by reading the journal through. */
export interface FilteredEvents {
  seqs: readonly number[];
  /** Up to which position the journal was read. */
  read: number;
  failure?: string;
}

const SCAN_SIZE = 2000;

/** Reads the journal through for one type, and on as it grows; undefined without a type. */
export function useFilteredEvents(type: string, lastSeq: number): FilteredEvents | undefined {
  const { runId } = useRun();
  const [state, setState] = useState<FilteredEvents & { type: string }>();
  const current = state?.type === type ? state : undefined;
  const read = current?.read ?? 0;
  const seqs = current?.seqs ?? none;
  const failed = current?.failure !== undefined;

  useEffect(() => {
    if (type === '' || failed || read >= lastSeq || seqs.length >= MOST_FILTERED) return;
    const abort = new AbortController();
    readEvents(runId, read, SCAN_SIZE, abort.signal).then(
      ({ events }) => {
        const last = events.at(-1);
        if (last === undefined) return;
        const found = events.filter((event) => event.type === type).map((event) => event.seq);
        setState({ type, seqs: [...seqs, ...found].slice(0, MOST_FILTERED), read: last.seq });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ type, seqs, read, failure: String(error) });
      },
    );
    return () => abort.abort();
  }, [runId, type, read, lastSeq, seqs, failed]);

  return type === '' ? undefined : (current ?? { seqs: none, read: 0 });
}

const none: readonly number[] = [];
