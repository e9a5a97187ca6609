import type { Piece } from './line.ts';
import type { Signs } from './symbols.ts';

const CELLS = 12;

/** A bar and its percentage: `━━━━━─────── 40 %`; the percentage alone where there is no room. */
export function progressPieces(percent: number, signs: Signs, withBar: boolean): Piece[] {
  const bounded = Math.min(100, Math.max(0, percent));
  const number: Piece = { text: `${Math.floor(bounded)} %` };
  if (!withBar) return [number];
  const full = Math.floor((bounded / 100) * CELLS);
  return [
    { text: signs.barStart + signs.barFull.repeat(full), look: 'cyan' },
    { text: `${signs.barEmpty.repeat(CELLS - full)}${signs.barEnd} `, look: 'dim' },
    number,
  ];
}
