import type { ReactElement } from 'react';
import type { AgentFacts } from '../../../../timeline/timeline.ts';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { exitText } from '../../store/channel-lines.ts';
import { Fact } from './fact.tsx';

/** What is known of an agent program: the command, where it works, how its process ended. */
export function AgentDetails({ agent }: { agent: AgentFacts }): ReactElement {
  const { command, workdir, preset, helper, connection, brokenBecause, exit } = agent;
  return (
    <>
      {preset !== undefined && (
        <Fact name="Preset">
          <UntrustedText text={preset} limit={80} />
        </Fact>
      )}
      {command !== undefined && (
        <Fact name="Command">
          <UntrustedText text={command.map(quoted).join(' ')} lines limit={300} />
        </Fact>
      )}
      {workdir !== undefined && (
        <Fact name="Works in">
          <UntrustedText text={workdir} limit={200} />
        </Fact>
      )}
      {connection === 'broken' && (
        <Fact name="Connection">
          Lost: <UntrustedText text={brokenBecause ?? 'nobody knows why'} limit={200} />
        </Fact>
      )}
      {connection === 'connected' && helper !== undefined && (
        <Fact name="Helper there">
          <UntrustedText text={helper} limit={40} />
        </Fact>
      )}
      {exit !== undefined && <Fact name="Process">{exitText(exit)}</Fact>}
    </>
  );
}

/** A word of a command, quoted where its end could not be seen. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}
