import { useEffect, useState } from 'react';
import { toneOf } from '../../store/call-tone.ts';
import { useRun } from '../../store/use-run.ts';
import { worse } from '../call-words.ts';
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
    const { timeline, approvals } = store;
    const count = (): void => {
      timer = undefined;
      counted = store.version;
      setTallies(tallyLines(timeline.calls, (call) => toneOf(call, approvals), worse));
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
