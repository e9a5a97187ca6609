import { ArrowDownToLine, ListFilter } from 'lucide-react';
import {
  type KeyboardEvent,
  memo,
  type ReactElement,
  type RefObject,
  useEffect,
  useState,
} from 'react';
import { formatCount } from '../../../format/numbers.ts';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { type CallTone, callTones } from '../../store/selection.ts';
import { useConnection, useSelection, useTextVersion } from '../../store/use-run.ts';
import type { CallsModel } from '../model/calls-model.ts';
import { countTone } from '../tree/row-words.ts';
import type { TreeCommand } from '../tree/tree-keys.ts';
import css from './toolbar.module.css';

interface ToolbarProps {
  model: CallsModel;
  isFollowing: boolean;
  /** Share of the run that is long idle times, in per cent, and whether they are left out. */
  idlePercent: number;
  isIdleCollapsed: boolean;
  filter: RefObject<HTMLInputElement | null>;
  command: (command: TreeCommand) => void;
}

/** Filter text, tallies that filter, and how the calls are arranged. */
export const Toolbar = memo(function Toolbar(props: ToolbarProps): ReactElement {
  const { model, filter, command, idlePercent, isIdleCollapsed } = props;
  const [selection, change] = useSelection();
  useTextVersion();
  const { tallies } = model.tree;
  const chosen = new Set(selection.tones);
  const shown = callTones.filter((tone) => tallies[tone] > 0 || chosen.has(tone));
  const turn = (tone: CallTone): void => {
    const tones = callTones.filter((other) => chosen.has(other) !== (other === tone));
    change({ tones }, 'push');
  };
  return (
    <div className={css.toolbar}>
      <FilterInput filter={filter} />
      {selection.line !== undefined && (
        <button
          type="button"
          className={css.line}
          title="Show calls of all lines"
          onClick={() => change({ line: undefined }, 'push')}
        >
          line {selection.line} ×
        </button>
      )}
      {idlePercent > 0 && (
        <button
          type="button"
          className={css.line}
          aria-pressed={isIdleCollapsed}
          title="Times without any call, each more than a tenth of the run"
          onClick={() => {
            model.isIdleCollapsed = !isIdleCollapsed;
            model.touch();
          }}
        >
          {idlePercent} % idle, {isIdleCollapsed ? 'show' : 'collapse'}
        </button>
      )}
      <div className={css.chips} role="group" aria-label="Show only calls that are">
        {shown.map((tone) => (
          <button
            key={tone}
            type="button"
            className={css.chip}
            aria-pressed={chosen.has(tone)}
            aria-label={countTone(tallies[tone], tone)}
            title={`Show only: ${countTone(tallies[tone], tone)}`}
            onClick={() => turn(tone)}
          >
            <StateGlyph state={tone} label={null} still />
            {formatCount(tallies[tone])}
          </button>
        ))}
      </div>
      <Follow model={model} isFollowing={props.isFollowing} command={command} />
      <div className={css.arrangement} role="group" aria-label="Arrangement">
        <button
          type="button"
          aria-pressed={!selection.flat}
          onClick={() => change({ flat: false }, 'push')}
        >
          Tree
        </button>
        <button
          type="button"
          aria-pressed={selection.flat}
          onClick={() => change({ flat: true }, 'push')}
        >
          Flat
        </button>
      </div>
    </div>
  );
});

/** Filtering waits for a pause in typing; the text does not. */
const TYPING_MS = 120;

function FilterInput({ filter }: { filter: RefObject<HTMLInputElement | null> }): ReactElement {
  const [{ query }, change] = useSelection();
  const [text, setText] = useState(query);
  useEffect(() => setText(query), [query]);
  useEffect(() => {
    if (text === query) return;
    const timer = setTimeout(() => change({ query: text }, 'replace'), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, query, change]);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (text === '') {
      filter.current?.blur();
      return;
    }
    setText('');
    change({ query: '' }, 'replace');
  };
  return (
    <label className={css.filter}>
      <ListFilter className="icon" aria-hidden="true" />
      <input
        ref={filter}
        type="text"
        value={text}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        aria-label="Filter calls by tool, argument or line"
        placeholder="Filter calls by tool, argument or line"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}

function Follow({
  model,
  isFollowing,
  command,
}: Pick<ToolbarProps, 'model' | 'isFollowing' | 'command'>): ReactElement | null {
  const { state } = useConnection();
  if (state === 'complete' || model.store.timeline.run.endedAt !== undefined) return null;
  return (
    <button
      type="button"
      className={css.follow}
      aria-pressed={isFollowing}
      aria-label="Follow"
      title="Keep the newest rows in sight (.)"
      onClick={() => command({ do: 'follow' })}
    >
      <ArrowDownToLine className="icon" aria-hidden="true" />
    </button>
  );
}
