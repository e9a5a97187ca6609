/** Most bytes of a download, unless asked for otherwise: 4 GiB. */
export const DOWNLOAD_BYTES = 4_294_967_296;

/** Tries after the first one, unless asked for otherwise. */
export const DOWNLOAD_RETRIES = 3;

/** A server that sends nothing for so many seconds has died. */
export const SILENCE_SECONDS = 60;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** Milliseconds to wait before the try that follows `tries` others: doubles with each. */
export function pauseBeforeTry(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
}

/** A URL without what may be secret in it: user, password and query. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return 'the URL';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
