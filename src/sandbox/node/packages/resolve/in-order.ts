/**
 * Calls `work` for each item, so many at a time, and waits for all of them. Of several that fail,
 * the error of the first in order is thrown, whichever failed first.
 */
export async function eachInOrder<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: PromiseSettledResult<R>[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const place = next++;
      try {
        results[place] = { status: 'fulfilled', value: await work(items[place] as T) };
      } catch (reason) {
        // Those before it in order are under way already; those after it are not needed.
        failed = true;
        results[place] = { status: 'rejected', reason };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
