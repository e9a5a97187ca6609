/** Whether a value is a promise or acts like one. May throw what a getter named `then` throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as { then?: unknown }).then === 'function';
}

/**
 * Goes on at once when a step is done at once, else when its promise settles. A promise awaited
 * for nothing costs more than the rest of a quick call.
 */
export function goOn<T>(
  step: () => T | Promise<T>,
  next: (value: T) => void,
  failed: (cause: unknown) => void,
): void {
  let value: T | Promise<T>;
  try {
    value = step();
    if (isThenable(value)) {
      Promise.resolve(value).then(next, failed);
      return;
    }
  } catch (cause) {
    failed(cause);
    return;
  }
  next(value as T);
}
