import * as z from 'zod/mini';
import { type Outcome, outcomes, type RunKind } from '../../protocol/events/run.ts';
import { connect, type WhereRunsAre } from '../api/connect.ts';
import { printJson, printOut } from '../standard-output.ts';
import { harmless } from '../tree/harmless.ts';
import { runLooks } from '../tree/symbols.ts';
import { userName } from './answer-request.ts';
import { findRun } from './find-run.ts';

export interface SteerOptions extends WhereRunsAre {
  json?: boolean;
}

export interface EndRunOptions extends SteerOptions {
  outcome?: Outcome;
  summary?: string;
}

const answerSchema = z.looseObject({
  runId: z.string(),
  state: z.enum(['running', ...outcomes]),
});

/** Asks a run to end; one that another program reports ends at once. */
export async function cancelRun(run: string, options: SteerOptions): Promise<number> {
  return await steer(run, 'cancel', { by: userName() }, options);
}

/** Ends a run that another program reports, or an agent’s that nobody drives any more. */
export async function endRun(run: string, options: EndRunOptions): Promise<number> {
  const { outcome, summary } = options;
  const body = { ...(outcome && { outcome }), ...(summary !== undefined && { summary }) };
  return await steer(run, 'end', body, options);
}

async function steer(
  run: string,
  verb: 'cancel' | 'end',
  body: object,
  options: SteerOptions,
): Promise<number> {
  // Where no server runs, an agent whose driver is gone can still be ended, or is asked to end for
  // whoever takes it up again.
  const api = await connect(options, { write: true });
  try {
    const { runId, kind } = await findRun(api, run);
    const path = `/api/runs/${encodeURIComponent(runId)}/${verb}`;
    const answer = await api.post(path, body, answerSchema);
    const { state } = answer;
    const told =
      state === 'running'
        ? `${runId} was asked to end; ${whoEnds(kind, runId)}`
        : `${runId} has ended: ${runLooks[state].word}${whatGoesOn(kind)}`;
    if (options.json) await printJson(JSON.stringify(answer));
    else await printOut(`${harmless(told)}\n`);
    return 0;
  } finally {
    await api.close();
  }
}

function whoEnds(kind: RunKind, runId: string): string {
  const shown = 'causeway runs follow shows when it has';
  if (kind !== 'agent') return shown;
  return `${shown}. Where nobody drives it, causeway agent --attach ${runId} ends it`;
}

/** Who drives an agent is not known to those who keep its run. */
function whatGoesOn(kind: RunKind): string {
  return kind === 'agent' ? '. Its driver ends its program; without one that goes on' : '';
}
