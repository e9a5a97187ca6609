import { refreshAttention } from './attention-store.ts';

/** A page that shows the requests asks often; others, and hidden ones, keep the badge right. */
const SHOWN_MS = 3_000;
const BADGE_MS = 15_000;

/** Asks at once and then regularly, `often` while the page is seen. Returns what stops it. */
export function watchAttention(often: boolean): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    clearTimeout(timer);
    const isSeen = document.visibilityState === 'visible';
    timer = setTimeout(ask, often && isSeen ? SHOWN_MS : BADGE_MS);
    void refreshAttention();
  };
  const look = (): void => {
    if (document.visibilityState === 'visible') ask();
  };
  document.addEventListener('visibilitychange', look);
  ask();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
