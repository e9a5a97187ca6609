import type { CallMark, CallNode } from '../../timeline/call-node.ts';
import { callDuration } from '../../timeline/selectors.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { fitArgs } from './fit-args.ts';
import { widthOf } from './fit-width.ts';
import { clip, harmless } from './harmless.ts';
import { drawLine, type Piece } from './line.ts';
import { progressPieces } from './progress-bar.ts';
import { formatDuration } from './quantities.ts';
import { appliedWords, callLooks, markOf, type Signs, signsFor, wordLook } from './symbols.ts';
import type { TreeOptions } from './tree-options.ts';

// Below this a bar would take the place of what it is about.
const MIN_WIDTH_FOR_BAR = 70;
const MAX_TOOL = 60;
const MIN_RUNNING_MS = 100;

// Marks that a person should know of; the others are told by the state or change nothing.
const markWords: Readonly<Partial<Record<CallMark, string>>> = {
  began_missing: 'begin not recorded',
  parent_missing: 'parent not recorded',
  parent_cycle: 'parents form a circle',
  began_twice: 'began twice',
  ended_twice: 'ended twice',
};

/** One line about one call, at most `width` columns. Tells what the call is first, then the rest. */
export function drawCall(
  timeline: Timeline,
  call: CallNode,
  depth: number,
  options: Omit<TreeOptions, 'height'>,
): string {
  const signs = signsFor(options.unicode);
  const look = callLooks[call.state];
  const indent = indentOf(depth, options.width);
  const name = harmless(clip(call.tool ?? call.callId, MAX_TOOL));
  const head: Piece[] = [
    { text: `${indent}${markOf(look, options.unicode)} `, look: look.color },
    { text: name, look: 'bold' },
  ];
  const duration = callDuration(timeline, call, options.now);
  // The time of a call that has just begun says nothing, and would flicker.
  const told = duration !== undefined && (call.state !== 'running' || duration >= MIN_RUNNING_MS);
  const facts = told ? [gap, { text: formatDuration(duration) }] : [];
  if (call.state === 'running' && call.percent !== undefined) {
    const withBar = options.width >= MIN_WIDTH_FOR_BAR;
    facts.push(gap, ...progressPieces(call.percent, signs, withBar));
  }
  const detail = detailOf(call, signs);
  const brackets = call.args === undefined ? 0 : 2;
  const room = options.width - columns(head) - columns(facts) - brackets;
  const detailRoom = detail.text === '' ? 0 : widthOf(detail.text) + 2;
  // Arguments and detail share what is left; neither takes more than half while both are long.
  const argsRoom = Math.max(room - detailRoom, Math.min(room, Math.floor(room / 2)));
  const args = call.args === undefined ? '' : fitArgs(call.args, argsRoom, signs.ellipsis);
  const pieces = brackets === 0 ? head : [...head, dim('('), { text: args }, dim(')')];
  const tail = detail.text === '' ? [] : [gap, detail];
  const line = { width: options.width, color: options.color, ellipsis: signs.ellipsis };
  return drawLine([...pieces, ...facts, ...tail], line);
}

/** The indentation of a depth; very deep calls stop moving, so that their text keeps its room. */
function indentOf(depth: number, width: number): string {
  return '  '.repeat(Math.min(depth + 1, Math.max(1, Math.floor(width / 8))));
}

function detailOf(call: CallNode, signs: Signs): Piece {
  const words: string[] = [];
  const simple = call.state === 'ok' || call.state === 'running';
  if (!simple && call.state !== 'error') words.push(callLooks[call.state].word);
  if (call.error !== undefined) words.push(errorText(call.error));
  if (call.state === 'running' && call.message !== undefined) {
    words.push(harmless(clip(call.message, 500)));
  }
  // A refused call that says it was not started would say it twice.
  const told = call.state === 'running' || (call.state === 'ok' && call.applied === 'yes');
  const applied = appliedWords[call.applied];
  if (!told && call.state !== 'refused' && applied !== undefined) words.push(applied);
  for (const mark of call.marks) {
    const word = markWords[mark];
    if (word !== undefined) words.push(word);
  }
  const text = words.join(signs.separator);
  const look = simple ? undefined : wordLook(callLooks[call.state]);
  return look === undefined ? { text } : { text, look };
}

function errorText(error: { name: string; message: string }): string {
  const name = harmless(clip(error.name, 100));
  return error.message === '' ? name : `${name}: ${harmless(clip(error.message, 500))}`;
}

function columns(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + widthOf(piece.text), 0);
}

const gap: Piece = { text: '  ' };

function dim(text: string): Piece {
  return { text, look: 'dim' };
}
