import type { RunFacts, RunState } from '../../../../timeline/timeline.ts';
import { visibleText } from '../../../text/hidden-characters.ts';
import type { Tone } from '../../../ui/pill.tsx';
import type { GlyphState } from '../../../ui/state-glyph.tsx';

/** A run's state as a word, a shape and a colour. */
export interface RunLook {
  word: string;
  glyph: GlyphState;
  tone: Tone;
}

const looks: Readonly<Record<RunState, RunLook>> = {
  pending: { word: 'Starting', glyph: 'queued', tone: 'none' },
  running: { word: 'Running', glyph: 'running', tone: 'run' },
  done: { word: 'Done', glyph: 'applied', tone: 'ok' },
  error: { word: 'Error', glyph: 'error', tone: 'err' },
  cancelled: { word: 'Cancelled', glyph: 'cancelled', tone: 'none' },
  timed_out: { word: 'Timed out', glyph: 'error', tone: 'err' },
  exited: { word: 'Exited', glyph: 'unknown', tone: 'unk' },
  lost: { word: 'Lost', glyph: 'lost', tone: 'err' },
};

/** How a run's state is told. An agent's channel is lost, not the agent. */
export function runLook(run: Pick<RunFacts, 'state' | 'kind'>): RunLook {
  const look = looks[run.state];
  return run.state === 'lost' && run.kind === 'agent' ? { ...look, word: 'Channel lost' } : look;
}

const languages: Readonly<Record<string, string>> = { python: 'Python' };

/** A programming language by the name people use. */
export function languageName(language: string): string {
  return languages[language] ?? language;
}

/** What a run's kind is called where no language or agent is known. */
export function kindName(kind: RunFacts['kind']): string {
  if (kind === 'agent') return 'Agent';
  return kind === 'external' ? 'External' : 'Code';
}

const isolations: Readonly<Record<string, string>> = {
  basic: 'Sandbox: basic. The process is closed by Node’s permissions; the kernel adds nothing.',
  limited: 'Sandbox: limited. The kernel’s limits hold the process as well.',
  namespaced: 'Sandbox: namespaced. The process has namespaces of its own.',
};

/** What a level of isolation means, in a sentence. */
export function isolationWords(level: string): string {
  return isolations[level] ?? `Sandbox: ${visibleText(level.slice(0, 80))}`;
}
