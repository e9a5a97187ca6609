import { CSPProvider } from '@base-ui/react/csp-provider';
import { Menu } from '@base-ui/react/menu';
import { Ellipsis } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { useRun } from '../../store/use-run.ts';
import css from './run-menu-items.module.css';

/** The menu of a run, open at first: links, ids and downloads. */
export function RunMenuItems(): ReactElement {
  const { runId } = useRun();
  const [said, setSaid] = useState('');
  const path = `/api/runs/${encodeURIComponent(runId)}`;
  const copy = async (text: string, what: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`${what} copied`);
    } catch {
      setSaid('The browser did not allow copying');
    }
  };
  return (
    <CSPProvider disableStyleElements>
      <Menu.Root defaultOpen>
        <Menu.Trigger
          render={
            <IconButton label="More of this run">
              <Ellipsis className="icon" />
            </IconButton>
          }
        />
        <Menu.Portal>
          <Menu.Positioner align="end" sideOffset={4} className={css.positioner ?? ''}>
            <Menu.Popup className={css.popup ?? ''}>
              <Menu.Item
                className={css.item ?? ''}
                onClick={() => void copy(location.href, 'Link')}
              >
                Copy link to this view
              </Menu.Item>
              <Menu.Item className={css.item ?? ''} onClick={() => void copy(runId, 'Run id')}>
                Copy run id
              </Menu.Item>
              <Menu.Separator className={css.line ?? ''} />
              <Menu.LinkItem className={css.item ?? ''} href={`${path}/journal.ndjson`} download>
                Download journal (NDJSON)
              </Menu.LinkItem>
              <Menu.LinkItem className={css.item ?? ''} href={`${path}/output`} download>
                Download output
              </Menu.LinkItem>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <span className="sr" role="status">
        {said}
      </span>
    </CSPProvider>
  );
}
