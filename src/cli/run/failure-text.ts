import type { RunResult } from '../../runs/api.ts';
import { harmless } from '../tree/harmless.ts';
import { besideNotes } from '../tree/told-once.ts';

/** What a person is told, after the tree, of a run that did not go well; empty when all did. */
export function failureText(result: RunResult): string {
  if (result.ok) return '';
  if (result.outcome === 'timed_out') {
    const told = besideNotes(result.message ?? 'the time has run out', result.notes);
    return `causeway: ${harmless(told)}; give it more with --timeout\n`;
  }
  return result.traceback ? `${harmlessLines(result.traceback.trimEnd())}\n` : '';
}

/** A text of several lines made harmless line by line. */
export function harmlessLines(text: string): string {
  return text.split('\n').map(harmless).join('\n');
}
