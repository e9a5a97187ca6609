/** A tab in the background gives its connection back: a browser has six of them for an origin. */
const HIDDEN_MS = 10_000;

/** Calls `left` when the page has been hidden for ten seconds, and `back` when it is seen again. */
export function watchVisibility(left: () => void, back: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAway = false;
  const look = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') {
      timer = setTimeout(() => {
        isAway = true;
        left();
      }, HIDDEN_MS);
    } else if (isAway) {
      isAway = false;
      back();
    }
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
