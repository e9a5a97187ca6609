import { ArrowDownToLine } from 'lucide-react';
import type { ReactElement } from 'react';
import { formatCount } from '../../format/numbers.ts';
import css from './jump-to-latest.module.css';

/** Takes somebody who has scrolled up back to the end, and says how many lines came meanwhile. */
export function JumpToLatest(props: { unseen: number; onJump: () => void }): ReactElement {
  const { unseen, onJump } = props;
  return (
    <button type="button" className={css.jump} onClick={onJump}>
      <ArrowDownToLine className="icon" aria-hidden="true" />
      Jump to latest{unseen > 0 && ` (${formatCount(unseen)} new)`}
    </button>
  );
}
