import { type ReactElement, useLayoutEffect, useRef } from 'react';
import { formatDuration } from '../../../format/duration.ts';
import type { RunStore } from '../../store/run-store.ts';
import { onTick } from '../lanes/tick.ts';

/** How long something has taken so far. It writes itself, so that no row is rendered for it. */
export function LiveDuration({ store, since }: { store: RunStore; since: number }): ReactElement {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const write = (): void => {
      const text = formatDuration(store.now() - since);
      if (ref.current !== null && ref.current.textContent !== text) ref.current.textContent = text;
    };
    write();
    return onTick(write);
  }, [store, since]);
  return <span ref={ref} />;
}
