import { X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import type { ShownRequest } from '../panels/needs-you/use-shown-request.ts';
import { TopOfRight } from '../panels/right/right-column.tsx';
import { useSelection } from '../store/use-run.ts';
import css from './bottom-sheet.module.css';
import { Region } from './region.tsx';

/** On a phone: what waits for a person, or the selected call, over the lower part of the page. */
export function BottomSheet({ request }: { request: ShownRequest }): ReactElement | null {
  const [{ callId }, change] = useSelection();
  const [full, setFull] = useState(false);
  const { requests, shown } = request;
  if (shown === undefined && callId === undefined && requests.length === 0) return null;
  const small = shown === undefined && callId === undefined;
  const close = (): void => {
    setFull(false);
    change({ callId: undefined }, 'replace');
  };
  return (
    <div className={`${css.sheet} ${full ? css.full : ''}`}>
      {!small && (
        <div className={css.grip}>
          <button
            type="button"
            className={css.handle}
            aria-expanded={full}
            aria-label={full ? 'Make the sheet smaller' : 'Make the sheet larger'}
            onClick={() => setFull(!full)}
          />
          {shown === undefined && (
            <IconButton label="Close" onClick={close}>
              <X className="icon" />
            </IconButton>
          )}
        </div>
      )}
      <Region label={shown === undefined ? 'Selected call' : 'Needs you'} className={css.content}>
        <TopOfRight request={request} small={small} />
      </Region>
    </div>
  );
}
