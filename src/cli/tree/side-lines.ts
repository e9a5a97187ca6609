import { openApprovals, openAttention } from '../../timeline/selectors.ts';
import type { Approval, AttentionRequest, Deliverable, Timeline } from '../../timeline/timeline.ts';
import { formatArgs } from './format-args.ts';
import { clip, harmless } from './harmless.ts';
import type { Piece } from './line.ts';
import { formatBytes, formatCounted } from './quantities.ts';
import type { Signs } from './symbols.ts';

const MAX_TEXT = 500;

/** What waits for a person, oldest first. */
export function attentionPieces(timeline: Timeline, signs: Signs): Piece[] {
  const requests = openAttention(timeline).map((request) => askedText(request));
  const approvals = openApprovals(timeline).map((approval) =>
    approvalText(timeline, approval, signs),
  );
  return [...requests, ...approvals].map((text) => ({
    text: `${signs.attention} ${text}`,
    look: 'magenta',
  }));
}

/** The folder that an agent works in, with its machine where that is another one. */
export function placePieces({ run, agent }: Timeline): Piece[] {
  if (agent?.workdir === undefined) return [];
  const where = run.host === undefined || run.host === 'local' ? '' : `${bounded(run.host)}:`;
  return [{ text: `in ${where}${bounded(agent.workdir)}` }];
}

/** Files handed over or refused, in order. */
export function deliverablePieces(timeline: Timeline, signs: Signs): Piece[] {
  return timeline.deliverables.map((deliverable) => deliverablePiece(deliverable, signs));
}

export function deliverablePiece(deliverable: Deliverable, signs: Signs): Piece {
  const path = harmless(clip(deliverable.path, MAX_TEXT));
  if (deliverable.state === 'captured') {
    return { text: `${signs.file} ${path}  ${formatBytes(deliverable.size)}` };
  }
  const reason = harmless(clip(deliverable.reason, MAX_TEXT));
  return { text: `${signs.file} ${path}  refused: ${reason}`, look: 'magenta' };
}

/** What a reader should know about the record itself. */
export function notePieces(timeline: Timeline): Piece[] {
  const { missing, unknown, run } = timeline;
  const notes = run.notes
    .filter((note) => note !== run.error?.message)
    .map((note) => harmless(clip(note, MAX_TEXT)));
  if (missing > 0) notes.push(`${formatCounted(missing, 'event')} missing from the record`);
  if (unknown.length > 0) {
    notes.push(`${formatCounted(unknown.length, 'event')} of a kind this version does not know`);
  }
  return notes.map((text) => ({ text }));
}

/** What an agent asks of a person. */
export function askedText(request: AttentionRequest): string {
  // The URL is shown, never made a link: nobody has checked where it leads.
  if (request.kind === 'browser') return `wants a page opened: ${bounded(request.url)}`;
  return `needs attention: ${bounded(request.reason)}`;
}

export function approvalText(timeline: Timeline, approval: Approval, signs: Signs): string {
  const call = approval.callId === undefined ? undefined : timeline.callsById.get(approval.callId);
  if (call?.tool === undefined) return `waits for approval: call ${bounded(approval.callId)}`;
  const args = call.args === undefined ? '' : formatArgs(call.args, signs.ellipsis);
  return `waits for approval: ${bounded(call.tool)}(${args})`;
}

function bounded(text: string | undefined): string {
  return harmless(clip(text ?? '', MAX_TEXT));
}
