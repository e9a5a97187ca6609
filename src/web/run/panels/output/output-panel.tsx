import { Download } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { buttonClass } from '../../../ui/button.tsx';
import { useRun, useTextVersion } from '../../store/use-run.ts';
import lineCss from '../text-lines.module.css';
import { useTextLines } from '../use-text-lines.tsx';
import { plainText, spansOf } from './ansi.ts';
import { FindBar } from './find-bar.tsx';
import { type OutputLine, OutputLines } from './output-lines.ts';
import css from './output-panel.module.css';
import { sinceStart } from './since-start.ts';

/** Characters of a line that are shown at first. */
const SHOWN = 2000;

/** What the program wrote, as it writes it: follows the end until somebody scrolls up. */
export function OutputPanel(): ReactElement {
  useTextVersion();
  const store = useRun();
  const { timeline } = store;
  const [output] = useState(() => new OutputLines());
  output.add(timeline.output);
  const { lines } = output;
  const [finding, setFinding] = useState(false);
  const [found, setFound] = useState<number>();
  const startedAt = timeline.run.startedAt ?? 0;
  const { box, jump, scroller, show } = useTextLines({
    label: 'Output of the program',
    count: lines.length,
    height: 18,
    guess: (index, width) => guessHeight(lines[index], width),
    row: (index) => <Line line={lines[index]} startedAt={startedAt} found={index === found} />,
  });
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'f' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    setFinding(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the find key works wherever focus is in it
    <div className={lineCss.panel} onKeyDown={press}>
      {finding && (
        <FindBar
          count={lines.length}
          textOf={(index) => plainText(lines[index]?.text ?? '')}
          onFound={(index) => {
            setFound(index);
            show(index);
          }}
          onClose={() => {
            setFinding(false);
            setFound(undefined);
            scroller.current?.focus();
          }}
        />
      )}
      {lines.length === 0 ? <p className={lineCss.empty}>Nothing has been written.</p> : box}
      {jump}
      {lines.length > 0 && (
        <a
          className={`${buttonClass({ tone: 'ghost', small: true })} ${css.download}`}
          href={`/api/runs/${encodeURIComponent(store.runId)}/output`}
          download
          aria-label="Download output"
          title="Download output"
        >
          <Download className="icon" aria-hidden="true" />
        </a>
      )}
    </div>
  );
}

/** About how high a line is: its characters are as wide as each other, 18 px a row. */
function guessHeight(line: OutputLine | undefined, width: number): number {
  const inRow = Math.max(20, (width - 98) / 7);
  return 18 * Math.max(1, Math.ceil(Math.min(line?.text.length ?? 0, SHOWN) / inRow));
}

interface LineProps {
  line: OutputLine | undefined;
  startedAt: number;
  found: boolean;
}

function Line({ line, startedAt, found }: LineProps): ReactElement | null {
  if (line === undefined) return null;
  return (
    <div className={`${lineCss.line} ${css[line.stream]} ${found ? css.found : ''}`}>
      <span className={lineCss.at}>{sinceStart(line.at - startedAt)}</span>
      {line.stream === 'stderr' && <span className="sr">stderr</span>}
      <span className={`${lineCss.text} ${css.written}`}>
        {spansOf(line.text, line.carried).map(({ text, colour, ...looks }, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: spans never move
            key={index}
            className={Object.keys(looks)
              .map((look) => css[look])
              .join(' ')}
            data-colour={colour}
          >
            <UntrustedText text={text} lines limit={SHOWN} />
          </span>
        ))}
      </span>
    </div>
  );
}
