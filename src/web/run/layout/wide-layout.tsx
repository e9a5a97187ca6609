import { type ReactElement, useEffect, useState } from 'react';
import { useShortcuts } from '../../keys/use-shortcuts.ts';
import { CallsRegion } from '../calls/calls-region.tsx';
import { ConnectionBand } from '../panels/bands/connection-band.tsx';
import { RunBar } from '../panels/bar/run-bar.tsx';
import { Dock } from '../panels/dock/dock.tsx';
import { EndedSummary, needsSummary } from '../panels/ended/ended-summary.tsx';
import type { ShownRequest } from '../panels/needs-you/use-shown-request.ts';
import { RightColumn } from '../panels/right/right-column.tsx';
import { useRun, useSelection } from '../store/use-run.ts';
import { useShape } from './media.ts';
import { Region } from './region.tsx';
import { changeRegions, useRegionSizes } from './region-sizes.ts';
import { Splitter } from './splitter.tsx';
import css from './wide-layout.module.css';

/** The regions side by side; in a narrower window the right column lies over the calls. */
export function WideLayout({ request }: { request: ShownRequest }): ReactElement {
  const { timeline } = useRun();
  const drawer = useShape() === 'drawer';
  const sizes = useRegionSizes();
  const dock = timeline.run.kind === 'agent' ? 'agentDock' : 'dock';
  const [drawerOpen, setDrawerOpen] = useState(false);
  const rightOpen = drawer ? drawerOpen : !sizes.rightHidden;
  const setRight = (open: boolean): void =>
    drawer ? setDrawerOpen(open) : changeRegions({ rightHidden: !open });
  useRegionKeys(request, rightOpen, setRight);

  // A request that opens itself, or a file or event that a link names, must not stay behind.
  const asks = request.shown !== undefined;
  useEffect(() => {
    if (asks) setDrawerOpen(true);
  }, [asks]);
  const [{ file, journalSeq }] = useSelection();
  const inDock = file !== undefined || journalSeq !== undefined;
  useEffect(() => {
    if (inDock) changeRegions({ dockHidden: false });
  }, [inDock]);

  return (
    <main className={css.page}>
      <RunBar rightOpen={rightOpen} onRight={setRight} />
      <ConnectionBand />
      <div className={css.regions}>
        <div className={css.left}>
          {needsSummary(timeline) && (
            <Region label="How the run ended" className={css.summary}>
              <EndedSummary />
            </Region>
          )}
          <Region label="Calls" className={css.calls}>
            <CallsRegion />
          </Region>
          {!sizes.dockHidden && (
            <>
              <Splitter
                label="Height of the dock"
                orientation="horizontal"
                size={sizes[dock]}
                min={80}
                keep={160}
                after
                onSize={(size) => changeRegions({ [dock]: size })}
              />
              <Region
                label="Dock"
                className={css.dock}
                style={{ height: inDock ? Math.max(sizes[dock], 300) : sizes[dock] }}
              >
                <Dock />
              </Region>
            </>
          )}
        </div>
        {rightOpen && (
          <>
            {!drawer && (
              <Splitter
                label="Width of the right column"
                orientation="vertical"
                size={sizes.right}
                min={320}
                keep={420}
                after
                onSize={(size) => changeRegions({ right: size })}
              />
            )}
            <div
              className={drawer ? css.drawer : css.right}
              style={{ width: sizes.right }}
              data-drawer={drawer || undefined}
            >
              <RightColumn request={request} />
            </div>
          </>
        )}
      </div>
    </main>
  );
}

function useRegionKeys(
  request: ShownRequest,
  rightOpen: boolean,
  setRight: (open: boolean) => void,
): void {
  const { dockHidden } = useRegionSizes();
  const step = (by: number): void => {
    const { requests, shown, show } = request;
    if (requests.length === 0) return;
    const at = requests.findIndex(({ id, kind }) => id === shown?.id && kind === shown.kind);
    show(requests[at < 0 ? 0 : (at + by + requests.length) % requests.length]);
    setRight(true);
  };
  useShortcuts({
    '[': () => setRight(!rightOpen),
    ']': () => changeRegions({ dockHidden: !dockHidden }),
    n: () => step(1),
    'shift+n': () => step(-1),
    s: () => {
      setRight(true);
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('[data-region="source"]')?.focus(),
      );
    },
  });
}
