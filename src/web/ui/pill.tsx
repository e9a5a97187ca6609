import type { ReactElement, ReactNode } from 'react';
import css from './pill.module.css';

/** The five meanings of colour, and none. */
export type Tone = 'none' | 'run' | 'ok' | 'wait' | 'err' | 'unk';

function toned(base: string | undefined, tone: Tone): string {
  return tone === 'none' ? `${base}` : `${base} ${css[tone]}`;
}

/** A state in words, usually behind its glyph. */
export function Pill({
  tone = 'none',
  children,
}: {
  tone?: Tone;
  children: ReactNode;
}): ReactElement {
  return <span className={toned(css.pill, tone)}>{children}</span>;
}

/** A number beside a word. */
export function Count({ tone = 'none', value }: { tone?: Tone; value: number }): ReactElement {
  return <span className={toned(css.count, tone)}>{value.toLocaleString('en')}</span>;
}
