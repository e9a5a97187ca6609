import type { FollowedLine } from '../../hosts/follower.ts';

/** Lines whose events are recorded at once. */
const MOST_LINES = 1_000;

/** Their size as JSON. A line of control characters takes six times its bytes. */
const MOST_BYTES = 1024 * 1024;

/** Lines in portions that a record takes as one batch each; a line that is larger is alone. */
export function* linePortions(lines: readonly FollowedLine[]): Generator<FollowedLine[], void> {
  let portion: FollowedLine[] = [];
  let bytes = 0;
  for (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line.text));
    if (portion.length > 0 && (portion.length >= MOST_LINES || bytes + size > MOST_BYTES)) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(line);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
}
