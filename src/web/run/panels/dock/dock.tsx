import type { ReactElement } from 'react';
import { Region } from '../../layout/region.tsx';
import { useRun, useSelection, useTextVersion } from '../../store/use-run.ts';
import { ChannelPanel } from '../channel/channel-panel.tsx';
import { FilesPanel } from '../files/files-panel.tsx';
import { JournalPanel } from '../journal/journal-panel.tsx';
import { MessagesPanel } from '../messages/messages-panel.tsx';
import { OutputPanel } from '../output/output-panel.tsx';
import css from './dock.module.css';
import { type DockTab, shownTab, tabsOf, tabWords, dockWords as words } from './dock-tabs.ts';
import { TabList } from './tab-list.tsx';

/** Below the calls: what the run wrote, handed over and said, and its journal. */
export function Dock(): ReactElement {
  useTextVersion();
  const { timeline } = useRun();
  const [selection, change] = useSelection();
  const tab = shownTab(selection, timeline);
  return (
    <div className={css.dock}>
      <div className={css.head}>
        <TabList
          label="Dock"
          tabs={tabsOf(timeline).map((id) => ({ id, ...tabWords(id, timeline) }))}
          selected={tab}
          onSelect={(next) => change({ tab: next }, 'push')}
        />
      </div>
      <DockPanel tab={tab} />
    </div>
  );
}

/** One part of the dock. */
export function DockPanel({ tab }: { tab: DockTab }): ReactElement {
  return (
    <div className={css.panel} role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
      <Region key={tab} label={words[tab]} className={css.panel}>
        <Content tab={tab} />
      </Region>
    </div>
  );
}

function Content({ tab }: { tab: DockTab }): ReactElement {
  switch (tab) {
    case 'channel':
      return <ChannelPanel />;
    case 'output':
      return <OutputPanel />;
    case 'files':
      return <FilesPanel />;
    case 'messages':
      return <MessagesPanel />;
    case 'journal':
      return <JournalPanel />;
  }
}
