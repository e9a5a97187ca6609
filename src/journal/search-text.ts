import { type RunFact, type RunTerm, runFacts } from '../protocol/api/run-filter.ts';
import type { RunSummary } from '../protocol/api/run-summary.ts';

// Control characters divide the text and are taken out of what it holds, so that nothing a run says
// can be mistaken for a fact, and looking for a term is looking for a piece of text.
const END = '\u0001';
const TAG = '\u0002';
const FACTS = Object.fromEntries(
  runFacts.map((fact, index) => [fact, String.fromCharCode(0x10 + index)]),
) as Record<RunFact, string>;

/** Everything of a run that a filter can ask for, as one text. */
export function searchText(run: RunSummary): string {
  const facts: [RunFact, string | undefined][] = [
    ['title', run.title],
    ['id', run.runId],
    ['host', run.host],
    ['kind', run.kind],
    ['state', run.state],
    ...run.tools.map((tool): [RunFact, string] => ['tool', tool]),
  ];
  const pieces = facts.map(([fact, text]) => (text === undefined ? '' : FACTS[fact] + plain(text)));
  for (const [tag, text] of Object.entries(run.tags ?? {})) {
    pieces.push(TAG + plain(tag) + TAG + plain(text));
  }
  return pieces.join(END);
}

/** The piece of a run's search text that a term asks for. */
export function searchPiece(term: RunTerm): string {
  if (term.kind === 'word') return plain(term.text);
  if (term.kind === 'fact') return FACTS[term.fact] + plain(term.text);
  return TAG + plain(term.tag) + TAG + plain(term.text);
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\p{Cc}/gu, ' ');
}
