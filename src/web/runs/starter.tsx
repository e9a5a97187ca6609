import { CalendarClock, GitBranch, Terminal } from 'lucide-react';
import type { ReactElement } from 'react';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { starterOf } from './describe-run.ts';

const icons = { schedule: CalendarClock, ci: GitBranch, other: Terminal } as const;

/** Who or what started a run; nothing where the run does not say. */
export function Starter({ run }: { run: RunSummary }): ReactElement | null {
  const starter = starterOf(run);
  if (starter === undefined) return null;
  const { kind, name } = starter;
  const Icon = kind === 'person' ? undefined : icons[kind];
  return (
    <>
      {Icon ? <Icon className="icon" aria-hidden="true" /> : <Avatar name={name} />}
      <span className="ell">
        <UntrustedText text={name} limit={80} expandable={false} />
      </span>
    </>
  );
}
