import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { useRun } from '../../store/use-run.ts';
import { ApprovalCard } from './approval-card.tsx';
import { ClosedCard, isClosed } from './closed-card.tsx';
import css from './needs-you.module.css';
import { OpenPageCard } from './open-page-card.tsx';
import { QuestionCard } from './question-card.tsx';
import type { Request } from './requests.ts';

export interface NeedsYouProps {
  requests: readonly Request[];
  /** One of them, or one that somebody has dealt with. */
  shown: Request;
  onShow: (request: Request | undefined) => void;
}

/** What waits for a person: one request, and the way to the others. */
export function NeedsYou({ requests, shown, onShow }: NeedsYouProps): ReactElement {
  const { timeline } = useRun();
  const closed = isClosed(shown) || timeline.run.endedAt !== undefined;
  const at = requests.findIndex(({ id, kind }) => id === shown.id && kind === shown.kind);
  const step = (by: number): void => {
    const next = requests[(at + by + requests.length) % requests.length];
    if (next !== undefined) onShow(next);
  };
  return (
    <div className={css.needs}>
      <header className={css.head}>
        <Pill tone="wait">
          <StateGlyph state="waiting" label={null} />
          Needs you
        </Pill>
        <span className={css.position}>
          {closed ? `${requests.length} left` : `${at + 1} of ${requests.length}`}
        </span>
        {(requests.length > 1 || (closed && requests.length > 0)) && (
          <span className={css.steps}>
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
        <IconButton label="Back to the call" onClick={() => onShow(undefined)}>
          <X className="icon" />
        </IconButton>
      </header>
      {closed ? (
        <ClosedCard request={shown} />
      ) : (
        <Card key={`${shown.kind} ${shown.id}`} request={shown} />
      )}
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
