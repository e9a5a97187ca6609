import { type ReactElement, useEffect, useRef, useState } from 'react';
import { formatCount } from '../../../format/numbers.ts';
import type { Token } from '../../../source/plain-lines.ts';
import type { LineRange } from '../../../source/statement-lines.ts';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { toneOf } from '../../store/call-tone.ts';
import { useRun, useSelection, useTextVersion } from '../../store/use-run.ts';
import { useVirtualRows } from '../virtual-rows.tsx';
import type { LineTally } from './line-tallies.ts';
import css from './source-panel.module.css';
import { useLineTallies } from './use-line-tallies.ts';
import { useSource } from './use-source.ts';

/** The program, with what each line called; the statement of the selected call is tinted. */
export function SourcePanel(): ReactElement {
  useTextVersion();
  const { timeline } = useRun();
  const { source, kind } = timeline.run;
  if (source === undefined) {
    return (
      <p className={css.empty}>
        {kind === undefined ? 'Waiting for the program.' : 'This run has no program text.'}
      </p>
    );
  }
  return (
    <div className={css.panel}>
      <header className={css.head}>
        <h2 className="mono">
          <UntrustedText text={source.filename ?? 'program'} limit={80} expandable={false} />
        </h2>
        <span className={css.about}>calls per line</span>
        <CopyButton text={source.code} label="Copy the program" />
      </header>
      <Program code={source.code} language={source.language} />
    </div>
  );
}

function Program({ code, language }: { code: string; language: string }): ReactElement {
  const { timeline, approvals } = useRun();
  const [{ callId, line: wanted }, change] = useSelection();
  const tallies = useLineTallies();
  const { lines, statement } = useSource(code, language);
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<number>();
  const call = callId === undefined ? undefined : timeline.callsById.get(callId);
  const tinted = call?.line === undefined ? undefined : statement(call.line);
  const tone = call === undefined ? undefined : toneOf(call, approvals);
  const pick = (line: number): void => change({ line: wanted === line ? undefined : line }, 'push');

  const { virtualizer, rows } = useVirtualRows({
    scroller,
    count: lines.length,
    height: 19,
    row: (index) => (
      <SourceLine
        number={index + 1}
        tokens={lines[index] ?? []}
        tally={tallies.get(index + 1)}
        tint={isIn(index + 1, tinted) ? (tone === 'waiting' ? css.asks : css.tinted) : ''}
        filtered={wanted === index + 1}
        focused={cursor === index + 1}
        onPick={() => pick(index + 1)}
      />
    ),
  });

  const from = tinted?.from;
  const to = tinted?.to;
  useEffect(() => {
    const box = scroller.current;
    if (from === undefined || to === undefined || box === null) return;
    const inSight = (from - 1) * 19 >= box.scrollTop && to * 19 <= box.scrollTop + box.clientHeight;
    if (!inSight) virtualizer.scrollToIndex(from - 1, { align: 'center' });
  }, [from, to, virtualizer]);

  const press = (event: React.KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 }[event.key];
    const at = cursor ?? from ?? 1;
    if (by !== undefined) {
      const next = Math.min(Math.max(at + by, 1), lines.length);
      setCursor(next);
      virtualizer.scrollToIndex(next - 1);
    } else if (event.key === 'Enter' && tallies.has(at)) pick(at);
    else if (event.key === 'Escape' && wanted !== undefined) change({ line: undefined }, 'push');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section
      ref={scroller}
      className={css.code}
      data-region="source"
      aria-label="Program text. Arrow keys move, Enter shows the calls of a line."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      onKeyDown={press}
    >
      {rows}
    </section>
  );
}

function isIn(line: number, range: LineRange | undefined): boolean {
  return range !== undefined && line >= range.from && line <= range.to;
}

interface SourceLineProps {
  number: number;
  tokens: readonly Token[];
  tally: LineTally | undefined;
  tint: string | undefined;
  filtered: boolean;
  focused: boolean;
  onPick: () => void;
}

function SourceLine(props: SourceLineProps): ReactElement {
  const { number, tokens, tally, tint, filtered, focused, onPick } = props;
  return (
    <div className={`${css.line} ${tint ?? ''} ${focused ? css.cursor : ''}`}>
      {tally === undefined ? (
        <span className={css.count} />
      ) : (
        <button
          type="button"
          tabIndex={-1}
          className={css.count}
          aria-pressed={filtered}
          aria-label={`Calls of line ${number}: ${tally.count}`}
          onClick={onPick}
        >
          <StateGlyph state={tally.worst} label={null} />
          {formatCount(tally.count)}
        </button>
      )}
      <span className={css.number}>{number}</span>
      <span className={css.text}>
        {tokens.map((token, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: tokens never move
            key={index}
            data-kind={token.kind}
          >
            <UntrustedText text={token.text} lines limit={1000} expandable={false} />
          </span>
        ))}
      </span>
    </div>
  );
}
