import type { RunResult } from '../../runs/api.ts';
import { harmless } from '../tree/harmless.ts';

/** What a person is told, after the tree, of a run that did not go well; empty when all did. */
export function failureText(result: RunResult): string {
  if (result.ok) return '';
  if (result.outcome === 'timed_out') {
    return `causeway: ${harmless(result.message ?? 'the time has run out')}; give it more with --timeout\n`;
  }
  return result.traceback ? `${harmlessLines(result.traceback.trimEnd())}\n` : '';
}

/** A text of several lines made harmless line by line. */
export function harmlessLines(text: string): string {
  return text.split('\n').map(harmless).join('\n');
}
