import { type GoToItem, holdsWords, useGoToSource } from '../go-to/go-to-source.ts';
import { useRun, useSelection } from './store/use-run.ts';

const MOST_CALLS = 8;
const MOST_FILES = 5;

/** Offers the calls and files of the run to "Go to", by tool, id, line and path. */
export function useGoToRun(): void {
  const { timeline } = useRun();
  const [, change] = useSelection();
  useGoToSource((words) => {
    if (words === '') return [];
    const items: GoToItem[] = [];
    for (const call of timeline.calls) {
      if (items.length === MOST_CALLS) break;
      const line = call.line === undefined ? '' : `line ${call.line}`;
      if (!holdsWords(`${call.tool} ${call.callId} ${line}`, words)) continue;
      items.push({
        key: `call ${call.callId}`,
        kind: 'call',
        title: call.tool ?? call.callId,
        detail: line === '' ? call.callId : line,
        run: () => change({ callId: call.callId }, 'push'),
      });
    }
    const files = timeline.deliverables.filter(({ path }) => holdsWords(path, words));
    for (const { path, seq } of files.slice(0, MOST_FILES)) {
      if (seq === undefined) continue;
      const run = (): void => change({ file: seq }, 'push');
      items.push({ key: `file ${seq}`, kind: 'file', title: path, run });
    }
    return items;
  });
}
