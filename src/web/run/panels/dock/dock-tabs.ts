import type { Timeline } from '../../../../timeline/timeline.ts';
import { formatCount } from '../../../format/numbers.ts';
import type { Selection } from '../../store/selection.ts';

/** The parts of the dock, in their order. */
export const dockTabs = ['output', 'files', 'messages', 'journal'] as const;

export type DockTab = (typeof dockTabs)[number];

/** The part that a selection shows: a link to a file or an event opens the part that has it. */
export function shownTab(selection: Pick<Selection, 'tab' | 'file' | 'journalSeq'>): DockTab {
  const named = dockTabs.find((tab) => tab === selection.tab);
  if (named !== undefined) return named;
  if (selection.file !== undefined) return 'files';
  return selection.journalSeq !== undefined ? 'journal' : 'output';
}

/** What each part is called. */
export const dockWords: Readonly<Record<DockTab, string>> = {
  output: 'Output',
  files: 'Files',
  messages: 'Messages',
  journal: 'Journal',
};

/** A tab's name, and how many things it has where that can be counted. */
export function tabWords(tab: DockTab, timeline: Timeline): { name: string; count: string } {
  const counts = {
    output: 0,
    files: timeline.deliverables.length,
    messages: timeline.messages.length,
    journal: timeline.lastSeq,
  };
  return { name: dockWords[tab], count: counts[tab] === 0 ? '' : formatCount(counts[tab]) };
}
