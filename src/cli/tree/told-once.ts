/**
 * A run's message without what its notes tell too: the notes stand on lines of their own. Only a
 * clause that speaks of the run as `it` can be left out: what went wrong always stays.
 */
export function besideNotes(message: string, notes: readonly string[]): string {
  const [first = '', ...more] = message.split('; ');
  const kept = more.filter((clause) => {
    const fact = /^it (.+)$/s.exec(clause)?.[1];
    return fact === undefined || !notes.some((note) => note.endsWith(fact));
  });
  return [first, ...kept].join('; ');
}
