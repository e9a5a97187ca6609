import type { ReactElement } from 'react';
import { Pill } from '../../../ui/pill.tsx';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { Region } from '../../layout/region.tsx';
import { changeRegions, useRegionSizes } from '../../layout/region-sizes.ts';
import { Splitter } from '../../layout/splitter.tsx';
import { useRun, useTextVersion } from '../../store/use-run.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { NeedsYou } from '../needs-you/needs-you.tsx';
import type { ShownRequest } from '../needs-you/use-shown-request.ts';
import { SourcePanel } from '../source/source-panel.tsx';
import css from './right-column.module.css';

/** What waits for a person or the selected call, above the program. */
export function RightColumn({ request }: { request: ShownRequest }): ReactElement {
  useTextVersion();
  const { timeline } = useRun();
  const { inspector } = useRegionSizes();
  const hasSource = timeline.run.source !== undefined;
  return (
    <>
      <Region
        label={request.shown === undefined ? 'Selected call' : 'Needs you'}
        className={hasSource ? css.top : css.all}
        {...(hasSource ? { style: { maxHeight: inspector } } : {})}
      >
        <TopOfRight request={request} />
      </Region>
      {hasSource && (
        <>
          <Splitter
            label="Height of what is above the program"
            orientation="horizontal"
            size={inspector}
            min={100}
            keep={120}
            after={false}
            onSize={(size) => changeRegions({ inspector: size })}
          />
          <Region label="Program" className={css.source}>
            <SourcePanel />
          </Region>
        </>
      )}
    </>
  );
}

/** The request that is shown, else a way to what waits and, unless `small`, the selected call. */
export function TopOfRight(props: { request: ShownRequest; small?: boolean }): ReactElement {
  const { request, small = false } = props;
  const { requests, shown, show } = request;
  if (shown !== undefined) return <NeedsYou requests={requests} shown={shown} onShow={show} />;
  return (
    <>
      {requests.length > 0 && (
        <button type="button" className={css.waiting} onClick={() => show(requests[0])}>
          <Pill tone="wait">
            <StateGlyph state="waiting" label={null} />
            Needs you
          </Pill>
          {requests.length === 1 ? 'One request waits' : `${requests.length} requests wait`}
        </button>
      )}
      {!small && <Inspector />}
    </>
  );
}
