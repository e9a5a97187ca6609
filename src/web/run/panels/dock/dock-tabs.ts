import type { Timeline } from '../../../../timeline/timeline.ts';
import { formatCount } from '../../../format/numbers.ts';
import type { Selection } from '../../store/selection.ts';

/** The parts of the dock, in their order. */
export const dockTabs = ['channel', 'output', 'files', 'messages', 'journal'] as const;

export type DockTab = (typeof dockTabs)[number];

/** The parts that a run has: only an agent has a channel. */
export function tabsOf(timeline: Timeline): readonly DockTab[] {
  return timeline.run.kind === 'agent' ? dockTabs : dockTabs.filter((tab) => tab !== 'channel');
}

/** The part that a selection shows: a link to a file or an event opens the part that has it. */
export function shownTab(
  selection: Pick<Selection, 'tab' | 'file' | 'journalSeq'>,
  timeline: Timeline,
): DockTab {
  const tabs = tabsOf(timeline);
  const named = tabs.find((tab) => tab === selection.tab);
  if (named !== undefined) return named;
  if (selection.file !== undefined) return 'files';
  return selection.journalSeq !== undefined ? 'journal' : (tabs[0] ?? 'output');
}

/** What each part is called. */
export const dockWords: Readonly<Record<DockTab, string>> = {
  channel: 'Channel',
  output: 'Output',
  files: 'Files',
  messages: 'Messages',
  journal: 'Journal',
};

/** A tab's name, and how many things it has where that can be counted. */
export function tabWords(tab: DockTab, timeline: Timeline): { name: string; count: string } {
  const counts = {
    channel: 0,
    output: 0,
    files: timeline.deliverables.length,
    messages: timeline.messages.length,
    journal: timeline.lastSeq,
  };
  return { name: dockWords[tab], count: counts[tab] === 0 ? '' : formatCount(counts[tab]) };
}
