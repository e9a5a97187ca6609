import { memo, type ReactElement } from 'react';
import { formatCount } from '../../../format/numbers.ts';
import { visibleText } from '../../../text/hidden-characters.ts';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import type { RunStore } from '../../store/run-store.ts';
import type { CallEntry } from '../model/call-entry.ts';
import type { OpenMode } from '../model/openness.ts';
import type { RowNode } from '../model/rows.ts';
import { shortArgs } from '../model/short-args.ts';
import css from './row.module.css';
import { nameOf, siteWords, splitTool, worstTone } from './row-words.ts';
import { runGlyph, runName } from './run-words.ts';

export interface RowNameProps {
  store: RunStore;
  node: RowNode;
  mode: OpenMode | undefined;
  isFiltered: boolean;
  /** Whether the page hears from the run; a spinner that nothing feeds stands still. */
  isFresh: boolean;
  /** Changes when what the node says has changed. */
  version: number;
}

/** The state of a row and what it is: the cells that a screen reader reads first. */
export const RowName = memo(function RowName(props: RowNameProps): ReactElement {
  const { store, node, mode, isFiltered, isFresh } = props;
  switch (node.kind) {
    case 'run':
      return (
        <>
          <span role="gridcell" className={css.glyph}>
            <StateGlyph state={runGlyph(store.timeline.run)} still={!isFresh} />
          </span>
          <span role="rowheader" className={`${css.text} ${css.tool}`}>
            <bdi>{visibleText(runName(store))}</bdi>
          </span>
        </>
      );
    case 'call':
      return (
        <>
          <span role="gridcell" className={css.glyph}>
            <StateGlyph state={node.tone} still={!isFresh} />
          </span>
          <span role="rowheader" className={css.text}>
            <ToolText tool={nameOf(node.call)} /> <CallDetail entry={node} />
          </span>
        </>
      );
    case 'site':
      return (
        <>
          <span role="gridcell" className={css.glyph}>
            <StateGlyph state={worstTone(node.tallies)} still={!isFresh} />
          </span>
          <span role="rowheader" className={css.text}>
            <ToolText tool={node.tool} />{' '}
            <span className={css.count}>{formatCount(node.members.length)}</span>{' '}
            <span className={css.words}>{siteWords(node, mode, isFiltered)}</span>
          </span>
        </>
      );
    case 'more':
      return (
        <span role="rowheader" className={`${css.text} ${css.more}`}>
          Show {formatCount(node.site.exceptions.size)}{' '}
          {node.site.tallies.error > 0 ? 'errors' : 'exceptions'}
        </span>
      );
  }
});

function ToolText({ tool }: { tool: string }): ReactElement {
  const [space, name] = splitTool(visibleText(tool.slice(0, 200)));
  return (
    <bdi>
      <span className={css.space}>{space}</span>
      <span className={css.tool}>{name}</span>
    </bdi>
  );
}

function CallDetail({ entry: { call } }: { entry: CallEntry }): ReactElement {
  const progress = call.percent === undefined ? '' : `${Math.round(call.percent)}%`;
  const said = call.state === 'running' && (progress !== '' || call.message !== undefined);
  return (
    <>
      <bdi className={css.args}>{shortArgs(call.args)}</bdi>
      {said && (
        <bdi className={css.progress}>
          {' '}
          {visibleText([progress, (call.message ?? '').slice(0, 200)].filter(Boolean).join(' '))}
        </bdi>
      )}
    </>
  );
}
