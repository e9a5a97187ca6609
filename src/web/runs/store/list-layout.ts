import type { PendingRequest } from '../../../protocol/api/open-requests.ts';
import type { RunSummary } from '../../../protocol/api/run-summary.ts';
import { startOfDay } from '../../format/clock.ts';
import type { EndedRuns } from './ended-runs.ts';

/** The groups of the list, in their order. */
export type GroupKey = 'needs' | 'live' | 'today' | 'yesterday' | 'earlier';

/** One line of the list. */
export type ListItem =
  | { kind: 'group'; key: string; group: GroupKey; count: string; isOpen: boolean }
  | { kind: 'columns'; key: string }
  | { kind: 'request'; key: string; request: PendingRequest; position: number; of: number }
  | { kind: 'run'; key: string; run: RunSummary; position: number; of: number }
  /** A run that is not in memory: the page has to be fetched. */
  | { kind: 'missing'; key: string; page: number }
  /** The end of what is known; the next page has to be fetched. */
  | { kind: 'more'; key: string };

/** What the list is laid out from. */
export interface ListParts {
  requests: readonly PendingRequest[];
  /** How many requests there are, which may be more than are listed. */
  requestCount: number;
  live: readonly RunSummary[];
  liveCount: number;
  ended: EndedRuns;
  /** How many ended runs the server has, where that is known. */
  endedCount: number | undefined;
  closed: ReadonlySet<GroupKey>;
  /** Milliseconds since the epoch. */
  now: number;
}

interface Section {
  group: GroupKey | undefined;
  first: number;
  rows: number;
  /** Position of its first run among the ended ones; absent for what is none of these. */
  from?: number;
  count: string;
  item: (index: number) => ListItem;
}

/** The list as a sequence of lines, each made when it is asked for. */
export interface ListLayout {
  length: number;
  at: (index: number) => ListItem | undefined;
  /** Lines that stay at the top: the header of each group, and the names of the columns. */
  headers: readonly { index: number; kind: 'group' | 'columns' }[];
  /** The line of a run or a request that is in memory, or -1. */
  indexOf: (key: string) => number;
}

const grouped = new Intl.NumberFormat('en');

function counted(known: number, complete: boolean): string {
  return complete ? grouped.format(known) : `${grouped.format(known)}+`;
}

function endedSections(parts: ListParts): Omit<Section, 'first'>[] {
  const { ended, endedCount, now } = parts;
  const today = startOfDay(now);
  const yesterday = startOfDay(today - 1);
  const bounds = [0, ended.firstBefore(today), ended.firstBefore(yesterday), ended.length];
  const groups: readonly GroupKey[] = ['today', 'yesterday', 'earlier'];
  return groups.flatMap((group, number) => {
    const from = bounds[number] ?? 0;
    const rows = (bounds[number + 1] ?? 0) - from;
    if (rows === 0) return [];
    const isLast = from + rows === ended.length;
    const complete = !isLast || !ended.hasMore;
    const exact = !complete && group === 'earlier' && endedCount !== undefined;
    const count = exact
      ? grouped.format(Math.max(rows, endedCount - from))
      : counted(rows, complete);
    const item = (index: number): ListItem => {
      const found = ended.at(from + index);
      if (found && 'run' in found) return runItem(found.run, index, rows);
      return { kind: 'missing', key: `missing ${from + index}`, page: found?.missing ?? 0 };
    };
    return [{ group, rows, from, count, item }];
  });
}

function runItem(run: RunSummary, index: number, rows: number): ListItem {
  return { kind: 'run', key: run.runId, run, position: index + 1, of: rows };
}

/** The key of a request's line. */
export function requestKey({ runId, id }: Pick<PendingRequest, 'runId' | 'id'>): string {
  return `${runId}~${id}`;
}

/** Lays the list out. `columns` adds the line with the columns' names. */
export function layOut(parts: ListParts, columns: boolean): ListLayout {
  const { requests, requestCount, live, liveCount, closed, ended } = parts;
  const sections: Omit<Section, 'first'>[] = [];
  if (requests.length > 0) {
    sections.push({
      group: 'needs',
      rows: requests.length,
      count: grouped.format(requestCount),
      item: (index) => {
        const request = requests[index] as PendingRequest;
        return {
          kind: 'request',
          key: requestKey(request),
          request,
          position: index + 1,
          of: requests.length,
        };
      },
    });
  }
  if (columns) {
    sections.push({
      group: undefined,
      rows: 1,
      count: '',
      item: () => ({ kind: 'columns', key: 'columns' }),
    });
  }
  if (live.length > 0) {
    sections.push({
      group: 'live',
      rows: live.length,
      count: grouped.format(Math.max(liveCount, live.length)),
      item: (index) => runItem(live[index] as RunSummary, index, live.length),
    });
  }
  sections.push(...endedSections(parts));

  let length = 0;
  const placed: Section[] = sections.map((section) => {
    const first = length;
    const isClosed = section.group !== undefined && closed.has(section.group);
    length += (section.group === undefined ? 0 : 1) + (isClosed ? 0 : section.rows);
    return { ...section, first };
  });
  const end = length;
  if (ended.hasMore) length += 1;

  const at = (index: number): ListItem | undefined => {
    if (index === end && ended.hasMore) return { kind: 'more', key: 'more' };
    const section = placed.findLast(({ first }) => first <= index);
    if (section === undefined || index >= length) return undefined;
    const { group, first, count } = section;
    if (group === undefined) return section.item(index - first);
    if (index > first) return section.item(index - first - 1);
    return { kind: 'group', key: `group ${group}`, group, count, isOpen: !closed.has(group) };
  };

  const rowOf = (group: GroupKey, row: number): number => {
    const section = placed.find((candidate) => candidate.group === group);
    return section === undefined || row < 0 || closed.has(group) ? -1 : section.first + 1 + row;
  };

  return {
    length,
    at,
    headers: placed.map(({ group, first }) => ({
      index: first,
      kind: group === undefined ? 'columns' : 'group',
    })),
    indexOf(key) {
      const header = placed.find(({ group }) => group !== undefined && key === `group ${group}`);
      if (header) return header.first;
      const request = requests.findIndex((candidate) => requestKey(candidate) === key);
      if (request >= 0) return rowOf('needs', request);
      const liveRow = live.findIndex(({ runId }) => runId === key);
      if (liveRow >= 0) return rowOf('live', liveRow);
      const position = ended.positionOf(key);
      if (position < 0) return -1;
      const section = placed.findLast(({ from }) => from !== undefined && from <= position);
      if (section?.group === undefined) return -1;
      return rowOf(section.group, position - (section.from ?? 0));
    },
  };
}
