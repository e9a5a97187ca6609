import type { Timeline } from '../../../../timeline/timeline.ts';
import { formatDuration } from '../../../format/duration.ts';
import { countOf } from '../../../format/numbers.ts';
import { exitText } from '../../store/channel-lines.ts';
import type { Truth } from './unapplied.ts';

/** How a run ended and what is at risk, each in a sentence or two. */
export interface EndWords {
  title: string;
  detail: string;
}

/** Says how a run ended. A failure of the program and one of what carried it are told apart. */
export function endWords(timeline: Timeline, truth: Truth): EndWords {
  const risk = riskOf(timeline, truth);
  const { title, detail } = howEnded(timeline);
  return { title, detail: detail === '' ? risk : `${asSentence(detail)} ${risk}`.trimEnd() };
}

/** The words of a program seldom end as a sentence does. */
function asSentence(words: string): string {
  const trimmed = words.trimEnd();
  return /[.!?…:;]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}

function howEnded(timeline: Timeline): EndWords {
  const { state, kind, host, error, summary, limits, stoppedBy } = timeline.run;
  const stopped =
    stoppedBy === 'kill' ? 'Its process had to be killed.' : stoppedBy && 'It stopped when asked.';
  switch (state) {
    case 'done':
      return {
        title: kind === 'code' ? 'The program finished' : 'The run is done',
        detail: summary ?? '',
      };
    case 'error':
      return {
        title: kind === 'code' ? 'The program stopped with an error' : 'The run reported an error',
        detail: error === undefined ? (summary ?? '') : `${error.name}: ${error.message}`,
      };
    case 'cancelled':
      return { title: 'The run was cancelled', detail: summary ?? stopped ?? '' };
    case 'timed_out': {
      const limit = limits?.wallClockMs;
      return {
        title:
          limit === undefined
            ? 'The run took longer than it may'
            : `The run was stopped after its ${formatDuration(limit)}`,
        detail: stopped ?? '',
      };
    }
    case 'exited':
      return {
        title: 'The process ended without a word',
        detail: `${exitWords(timeline)}${summary ?? 'It said neither that it was done nor that it had failed.'}`,
      };
    case 'lost':
      return kind === 'agent'
        ? {
            title:
              host === undefined
                ? 'The channel to the agent closed and did not come back'
                : `The channel to ${host} closed and did not come back`,
            detail: summary ?? 'The agent’s process may still be running on its host.',
          }
        : {
            title: 'Nobody can tell how this run ended',
            detail: summary ?? 'What carried it stopped before the run said how it went.',
          };
    default:
      return { title: 'The run is under way', detail: '' };
  }
}

function exitWords({ agent }: Timeline): string {
  return agent?.exit === undefined ? '' : `${exitText(agent.exit)}. `;
}

function riskOf(timeline: Timeline, truth: Truth): string {
  const total = timeline.calls.length;
  // An agent works by itself; what it did without calls is not known here.
  if (total === 0) return timeline.run.kind === 'agent' ? '' : 'It made no calls.';
  if (truth.unknown > 0) {
    return `${countOf(truth.unknown, 'call')} of ${total.toLocaleString('en')} may have changed data: nobody knows.`;
  }
  if (truth.notStarted + truth.failed > 0) {
    const left = truth.notStarted + truth.failed;
    return `${countOf(left, 'call')} of ${total.toLocaleString('en')} changed nothing; the others had their effect.`;
  }
  return total === 1
    ? 'Its one call had its effect.'
    : `All ${countOf(total, 'call')} had their effect.`;
}
