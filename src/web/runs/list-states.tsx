import { type ReactElement, useEffect, useState } from 'react';
import type { RunView } from '../../protocol/api/run-pages.ts';
import type { AnswerError } from '../api/answer-error.ts';
import { Message } from '../frame/message.tsx';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import css from './list-states.module.css';
import { Bones } from './other-rows.tsx';
import gridCss from './run-list.module.css';
import toolbarCss from './toolbar.module.css';

/** The command that makes a first run appear, for the server at an origin. */
function firstRunCommand(origin: string): string {
  return [
    `curl -X POST ${origin}/api/runs \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '{"kind":"external","title":"My first run"}'`,
  ].join('\n');
}

/** The server has no run at all. */
export function NoRuns(): ReactElement {
  const command = firstRunCommand(location.origin);
  return (
    <Message
      title="No runs yet"
      action={
        <div className={css.command}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where the screen is narrow */}
          <pre className={`mono ${css.block}`} tabIndex={0}>
            {command}
          </pre>
          <span className={css.copy}>
            <CopyButton text={command} label="Copy the command" />
          </span>
        </div>
      }
    >
      This opens a run. Its answer has the URL to which a program posts its calls.
    </Message>
  );
}

const emptyViews: Readonly<Record<RunView, string>> = {
  all: 'No runs',
  needs: 'Nothing waits for a person',
  live: 'No run is under way',
  failed: 'No run has failed',
  code: 'No code runs',
  agents: 'No agent runs',
};

/** The view, or the filter in it, has no runs. */
export function NoMatch({
  view,
  text,
  onClear,
}: {
  view: RunView;
  text: string;
  onClear: () => void;
}): ReactElement {
  if (text.trim() === '') return <Message title={emptyViews[view]} />;
  return (
    <Message
      title={
        <>
          No runs match <UntrustedText text={text} limit={200} expandable={false} />
        </>
      }
      action={
        <Button onClick={onClear}>
          Clear filter <Kbd>Esc</Kbd>
        </Button>
      }
    />
  );
}

/** The list could not be had: what failed, and another try. */
export function ListProblem({
  failure,
  onRetry,
}: {
  failure: AnswerError;
  onRetry: () => void;
}): ReactElement {
  const id = failure.requestId ? ` Request ${failure.requestId}.` : '';
  return (
    <div className={toolbarCss.problem} role="alert">
      <span>
        {failure.message}.{id}
      </span>
      {failure.status === 400 ? null : (
        <Button small onClick={onRetry}>
          Retry
        </Button>
      )}
    </div>
  );
}

/** A page that answers at once shows nothing in between, in milliseconds. */
const SKELETON_AFTER_MS = 150;

/** The list while its first page is on its way. */
export function LoadingList({ isNarrow }: { isNarrow: boolean }): ReactElement {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={css.bones} role="status" aria-label="Loading runs">
      {isLate
        ? Array.from({ length: 12 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
            <div key={index} className={css.bone} aria-hidden="true">
              <div
                className={`${gridCss.row} ${isNarrow ? gridCss.narrow : gridCss.run}`}
                style={isNarrow ? { height: 60 } : undefined}
              >
                <Bones isNarrow={isNarrow} />
              </div>
            </div>
          ))
        : null}
    </div>
  );
}
