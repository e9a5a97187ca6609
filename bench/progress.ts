/** Says on standard error how far a job is: in place on a terminal, else a line for each round. */
export function showRound(job: string, round: number, of: number): void {
  const text = `${job}: ${round === 0 ? 'warming up' : `round ${round} of ${of}`}`;
  if (!process.stderr.isTTY) process.stderr.write(`${text}\n`);
  else process.stderr.write(`\r\x1b[2K${text}${round === of ? '\n' : ''}`);
}
