import { useEffect, useState } from 'react';
import { useRun } from '../../store/use-run.ts';
import { callGlyph, waitsForPerson, worse } from '../call-words.ts';
import { type LineTally, tallyLines } from './line-tallies.ts';

/** Counting anew walks all calls: four times a second is as often as anybody reads a number. */
const PAUSE_MS = 250;

/** What each line of the program made, counted anew at most four times a second. */
export function useLineTallies(): Map<number, LineTally> {
  const store = useRun();
  const [tallies, setTallies] = useState(new Map<number, LineTally>());
  useEffect(() => {
    let counted = -1;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { timeline } = store;
    const count = (): void => {
      timer = undefined;
      counted = store.version;
      setTallies(
        tallyLines(
          timeline.calls,
          (call) => callGlyph(call, waitsForPerson(timeline, call)),
          worse,
        ),
      );
    };
    const follow = (): void => {
      if (store.version !== counted) timer ??= setTimeout(count, PAUSE_MS);
    };
    count();
    const leave = store.subscribe(follow);
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [store]);
  return tallies;
}
