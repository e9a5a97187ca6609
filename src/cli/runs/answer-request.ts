import { userInfo } from 'node:os';
import { requestClosedAnswerSchema } from '../../protocol/api/run-answers.ts';
import type { CloseRequest } from '../../protocol/api/run-requests.ts';
import type { OpenRequest, RunSummary } from '../../protocol/api/run-summary.ts';
import { connect, type WhereRunsAre } from '../api/connect.ts';
import { CommandError } from '../command-error.ts';
import { printJson, printOut } from '../standard-output.ts';
import { clip, harmless } from '../tree/harmless.ts';
import { findRun } from './find-run.ts';

export interface AnswerOptions extends WhereRunsAre {
  /** Default: the user’s name. */
  by?: string;
  json?: boolean;
}

/** Requests that are told of where one has to be chosen. */
const MOST_TOLD = 5;

/** Answers what an agent asks, or without an answer acknowledges it. */
export async function answerRequest(
  run: string,
  words: readonly string[],
  options: AnswerOptions,
): Promise<number> {
  // Where no server runs the answer waits in the journal for whoever takes the run up again.
  const api = await connect(options, { write: true });
  try {
    const summary = await findRun(api, run);
    const { id, answer } = choose(summary, words);
    const body: CloseRequest = {
      by: options.by ?? userName(),
      ...(answer !== undefined && { answer }),
    };
    const path = `/api/runs/${encodeURIComponent(summary.runId)}/requests/${encodeURIComponent(id)}`;
    const closed = await api.post(path, body, requestClosedAnswerSchema);
    if (options.json) await printJson(JSON.stringify(closed));
    else await printOut(`${answer === undefined ? 'Acknowledged' : 'Answered'} ${harmless(id)}\n`);
    return 0;
  } finally {
    await api.close();
  }
}

/** Who acts, as the system knows them. */
export function userName(): string {
  try {
    return userInfo().username || 'somebody';
  } catch {
    return 'somebody';
  }
}

/** A first word that is the id of an open request names it; without one there must be one alone. */
function choose(
  { runId, state, open }: RunSummary,
  words: readonly string[],
): { id: string; answer?: string } {
  const [first, second, ...more] = words;
  if (words.some((word) => word.trim() === '')) {
    throw new CommandError('the answer is empty; write one, or leave it out to acknowledge');
  }
  if (more.length > 0) {
    throw new CommandError('the answer is one word to the shell; put it in quotes');
  }
  if (state !== 'running') throw new CommandError(`${runId} has ended: ${state}`);
  const requests = open.filter(({ kind }) => kind !== 'approval');
  const named = requests.find(({ id }) => id === first);
  if (named !== undefined) {
    return { id: named.id, ...(second !== undefined && { answer: second }) };
  }
  if (second !== undefined) {
    // It may be closed, or one of so many that a summary does not list it: the server knows.
    return { id: first as string, answer: second };
  }
  // A page to open is dealt with by opening it: words answer a question.
  const asked = requests.filter(({ kind }) => kind === 'attention');
  const [only, ...others] = first !== undefined && asked.length > 0 ? asked : requests;
  if (only === undefined) throw new CommandError(`Nothing in ${runId} waits for an answer`);
  if (others.length > 0) {
    const told = requests.slice(0, MOST_TOLD).map(tell).join(', ');
    const rest = requests.length > MOST_TOLD ? ' and others' : '';
    const form = `causeway answer ${runId} ID "text"`;
    throw new CommandError(`Several requests wait: ${told}${rest}; write ${form}`);
  }
  return { id: only.id, ...(first !== undefined && { answer: first }) };
}

function tell({ id, text }: OpenRequest): string {
  return `${id} (${clip(text, 60)})`;
}
