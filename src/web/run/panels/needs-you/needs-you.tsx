import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { ApprovalCard } from './approval-card.tsx';
import styles from './needs-you.module.css';
import { OpenPageCard } from './open-page-card.tsx';
import { QuestionCard } from './question-card.tsx';
import type { Request } from './requests.ts';

export interface NeedsYouProps {
  requests: readonly Request[];
  /** Which of them is shown. */
  shown: Request;
  onShow: (request: Request) => void;
}

/** What waits for a person: one request, and the way to the others. */
export function NeedsYou({ requests, shown, onShow }: NeedsYouProps): ReactElement {
  const at = requests.findIndex(({ id, kind }) => id === shown.id && kind === shown.kind);
  const step = (by: number): void => {
    const next = requests[(at + by + requests.length) % requests.length];
    if (next !== undefined) onShow(next);
  };
  return (
    <div className={styles.needs}>
      <header className={styles.head}>
        <Pill tone="wait">
          <StateGlyph state="waiting" label={null} />
          Needs you
        </Pill>
        <span className={styles.position}>
          {at + 1} of {requests.length}
        </span>
        {requests.length > 1 && (
          <span className={styles.steps}>
            <IconButton
              label="Previous request"
              aria-keyshortcuts="Shift+N"
              onClick={() => step(-1)}
            >
              <ChevronLeft className="icon" />
            </IconButton>
            <IconButton label="Next request" aria-keyshortcuts="N" onClick={() => step(1)}>
              <ChevronRight className="icon" />
            </IconButton>
          </span>
        )}
      </header>
      <Card key={`${shown.kind} ${shown.id}`} request={shown} />
    </div>
  );
}

function Card({ request }: { request: Request }): ReactElement {
  switch (request.kind) {
    case 'attention':
      return <QuestionCard request={request.request} />;
    case 'browser':
      return <OpenPageCard request={request.request} />;
    case 'approval':
      return <ApprovalCard approval={request.approval} />;
  }
}
