/** Keys and what they do, as the help shows them. */
export interface KeyHelp {
  /** Alternatives; keys of one that are pressed one after the other have a space between. */
  keys: readonly string[];
  does: string;
}

/** All keys of the dashboard, by where they work. Those with more than one letter name modifiers. */
export const keyTable: readonly { title: string; rows: readonly KeyHelp[] }[] = [
  {
    title: 'Anywhere',
    rows: [
      { keys: ['Mod K'], does: 'Go to a run, a call, a file or an action' },
      { keys: ['G R', 'G I'], does: 'Runs, inbox' },
      { keys: ['/'], does: 'Filter; Esc clears it, then leaves it' },
      { keys: ['J', 'K'], does: 'Next and previous run; in the list, next and previous line' },
      { keys: ['?'], does: 'This list' },
    ],
  },
  {
    title: 'Lists and trees',
    rows: [
      { keys: ['↑', '↓'], does: 'Previous and next line' },
      { keys: ['Home', 'End', 'PgUp', 'PgDn'], does: 'First, last, a page up or down' },
      { keys: ['←', '→'], does: 'Close or go to the parent, open or go to the first child' },
      { keys: ['Enter', 'Space'], does: 'Open' },
    ],
  },
  {
    title: 'Calls of a run',
    rows: [
      { keys: ['⇧ →', '⇧ ←'], does: 'Open and close everything below' },
      { keys: ['1 to 9'], does: 'Show to that depth' },
      { keys: ['*', 'O'], does: 'Open all siblings; only exceptions' },
      { keys: ['P', 'T'], does: 'Parent, top' },
      { keys: ['X', '⇧ X'], does: 'Next and previous error or unknown outcome' },
      { keys: ['F'], does: 'Tree or flat' },
      { keys: ['.'], does: 'Follow what is live' },
      { keys: ['+', '−', '0', 'Z'], does: 'Zoom in, out, fit all, fit the selection' },
      { keys: [',', ';'], does: 'Pan left and right' },
      { keys: ['C', '⇧ C'], does: 'Copy the id, copy the link' },
    ],
  },
  {
    title: 'Rest of a run',
    rows: [
      { keys: ['N', '⇧ N'], does: 'Next and previous request to a person' },
      { keys: ['S'], does: 'Go to the source; Enter there shows the calls of a line' },
      { keys: ['[', ']'], does: 'Hide the right side, hide the dock' },
      { keys: ['Mod ↵', 'A'], does: 'With the focus in a request: send the answer, acknowledge' },
    ],
  },
];
