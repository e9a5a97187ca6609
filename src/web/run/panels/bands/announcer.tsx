import { type ReactElement, useEffect, useState } from 'react';
import type { Timeline } from '../../../../timeline/timeline.ts';
import { countOf } from '../../../format/numbers.ts';
import { useRun } from '../../store/use-run.ts';
import { runLook } from '../bar/run-words.ts';
import { openRequests } from '../needs-you/requests.ts';

/** Ordinary news is told at most this often, in milliseconds. */
const PAUSE_MS = 10_000;

interface Counts {
  finished: number;
  failed: number;
  waiting: number;
  ended: boolean;
}

/** Tells a screen reader what happens: a sentence in ten seconds; requests and the end at once. */
export function Announcer(): ReactElement {
  const store = useRun();
  const [said, setSaid] = useState('');
  useEffect(() => {
    let told: Counts | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { timeline } = store;
    const tell = (): void => {
      clearTimeout(timer);
      timer = undefined;
      if (told === undefined) return;
      const before = told;
      told = countsOf(timeline);
      const sentence = newsOf(before, told, timeline);
      if (sentence !== '') setSaid(sentence);
    };
    const follow = (): void => {
      // What was there when the page came is no news.
      if (store.connection.state === 'loading') return;
      if (told === undefined) {
        told = countsOf(timeline);
        return;
      }
      const counts = countsOf(timeline);
      if (counts.waiting > told.waiting || counts.ended !== told.ended) tell();
      else if (counts.finished > told.finished) timer ??= setTimeout(tell, PAUSE_MS);
    };
    const leave = store.subscribe(follow);
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [store]);
  return (
    <div className="sr" role="status" data-announcer>
      {said}
    </div>
  );
}

function countsOf(timeline: Timeline): Counts {
  return {
    finished: timeline.calls.length - timeline.counts.running,
    failed: timeline.failed.size,
    waiting: openRequests(timeline).length,
    ended: timeline.run.endedAt !== undefined,
  };
}

function newsOf(before: Counts, after: Counts, timeline: Timeline): string {
  if (after.ended && !before.ended) return `The run ended: ${runLook(timeline.run).word}.`;
  if (after.waiting > before.waiting) {
    return `The run needs you: ${countOf(after.waiting, 'request')} waiting.`;
  }
  const finished = after.finished - before.finished;
  if (finished <= 0) return '';
  const failed = after.failed - before.failed;
  return `${countOf(finished, 'call')} finished${failed > 0 ? `, ${countOf(failed, 'error')}` : ''}.`;
}
