import { ChevronLeft } from 'lucide-react';
import type { ReactElement } from 'react';
import { PlaceLink } from '../../routing/place-link.tsx';
import { UntrustedText } from '../../text/untrusted-text.tsx';
import { CallsRegion } from '../calls/calls-region.tsx';
import { ConnectionBand } from '../panels/bands/connection-band.tsx';
import { RunBar } from '../panels/bar/run-bar.tsx';
import { RunMenu } from '../panels/bar/run-menu.tsx';
import { DockPanel } from '../panels/dock/dock.tsx';
import { type DockTab, shownTab, tabsOf, tabWords } from '../panels/dock/dock-tabs.ts';
import { TabList } from '../panels/dock/tab-list.tsx';
import { EndedSummary, needsSummary } from '../panels/ended/ended-summary.tsx';
import type { ShownRequest } from '../panels/needs-you/use-shown-request.ts';
import { SourcePanel } from '../panels/source/source-panel.tsx';
import { useRun, useSelection } from '../store/use-run.ts';
import { BottomSheet } from './bottom-sheet.tsx';
import css from './phone-layout.module.css';
import { Region } from './region.tsx';

type PhoneTab = 'calls' | 'source' | DockTab;

/** One column: a part at a time behind tabs; what waits or is selected in a sheet at the bottom. */
export function PhoneLayout({ request }: { request: ShownRequest }): ReactElement {
  const { timeline, runId } = useRun();
  const [selection, change] = useSelection();
  const tab = phoneTab(selection, timeline);
  const tabs: { id: PhoneTab; name: string; count?: string }[] = [
    { id: 'calls', name: 'Calls' },
    ...(timeline.run.source === undefined ? [] : [{ id: 'source' as const, name: 'Source' }]),
    ...tabsOf(timeline).map((id) => ({ id, ...tabWords(id, timeline) })),
  ];
  return (
    <>
      <header className={css.head}>
        <PlaceLink to={{ page: 'runs' }} className={css.back} aria-label="All runs">
          <ChevronLeft className="icon" />
        </PlaceLink>
        <h1 className={css.title}>
          <UntrustedText text={timeline.run.title ?? runId} limit={120} expandable={false} />
        </h1>
        <RunMenu />
      </header>
      <main className={css.page}>
        <RunBar phone />
        <ConnectionBand />
        <TabList
          label="Parts of the run"
          large
          tabs={tabs}
          selected={tab}
          onSelect={(next) => change({ tab: next, file: undefined, journalSeq: undefined }, 'push')}
        />
        <div className={css.panel}>
          <Part tab={tab} />
        </div>
      </main>
      <BottomSheet request={request} />
    </>
  );
}

function Part({ tab }: { tab: PhoneTab }): ReactElement {
  const { timeline } = useRun();
  if (tab !== 'calls' && tab !== 'source') return <DockPanel tab={tab} />;
  return (
    <div className={css.part} role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
      {tab === 'calls' && needsSummary(timeline) && (
        <Region label="How the run ended" className={css.summary}>
          <EndedSummary />
        </Region>
      )}
      <Region key={tab} label={tab === 'calls' ? 'Calls' : 'Program'} className={css.part}>
        {tab === 'calls' ? <CallsRegion /> : <SourcePanel />}
      </Region>
    </div>
  );
}

function phoneTab(...[selection, timeline]: Parameters<typeof shownTab>): PhoneTab {
  if (selection.tab === 'source' || selection.tab === 'calls') return selection.tab;
  const named = selection.tab ?? selection.file ?? selection.journalSeq;
  return named === undefined ? 'calls' : shownTab(selection, timeline);
}
