import type { RecordedValue } from '../../../../protocol/recorded-value.ts';
import { isInline } from '../../../../protocol/recorded-value.ts';
import type { CallTone, Selection } from '../../store/selection.ts';
import type { CallEntry } from './call-entry.ts';

/** The part of a selection that says which calls are shown. */
export type FilterChoice = Pick<Selection, 'tones' | 'query'> & { line?: number | undefined };

function isFiltering({ tones, query, line }: FilterChoice): boolean {
  return tones.length > 0 || query.trim() !== '' || line !== undefined;
}

/**
 * What a call must be to be shown: of one of the tones, of the line, and with every word of the text
 * in its tool, its arguments or as its line (`23` or `:23`). Undefined when everything is shown.
 */
export function createFilter(choice: FilterChoice): ((entry: CallEntry) => boolean) | undefined {
  if (!isFiltering(choice)) return undefined;
  const tones = new Set<CallTone>(choice.tones);
  const words = choice.query.toLowerCase().split(/\s+/).filter(Boolean);
  const { line } = choice;
  return (entry) => {
    if (tones.size > 0 && !tones.has(entry.tone)) return false;
    if (line !== undefined && entry.call.line !== line) return false;
    return words.length === 0 || matchesWords(entry, words);
  };
}

// Of an entry that a filter has looked at: typing looks at all of them with every letter.
const texts = new WeakMap<CallEntry, { tool: string | undefined; text: string }>();

function matchesWords(entry: CallEntry, words: readonly string[]): boolean {
  const { tool, args, line, callId } = entry.call;
  let known = texts.get(entry);
  if (known === undefined || known.tool !== tool) {
    known = { tool, text: `${tool ?? ''} ${argsText(args)} ${callId}`.toLowerCase() };
    texts.set(entry, known);
  }
  const { text } = known;
  const ownLine = line === undefined ? '' : String(line);
  return words.every((word) => text.includes(word) || word.replace(/^:/, '') === ownLine);
}

function argsText(args: RecordedValue | undefined): string {
  if (args === undefined) return '';
  return isInline(args) ? (JSON.stringify(args.value) ?? '') : args.preview;
}
