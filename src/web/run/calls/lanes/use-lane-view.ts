import { useMemo } from 'react';
import type { RunStore } from '../../store/run-store.ts';
import { useConnection, useRun, useSelection } from '../../store/use-run.ts';
import type { CallsModel } from '../model/calls-model.ts';
import { clampWindow, startOf, type TimeWindow, wholeRun } from './time-window.ts';

/** Idle time is offered for collapsing when it takes more than this share of the run. */
const IDLE_SHARE = 0.1;

/** What part of the run's time the lanes show. */
export interface LaneView {
  whole: TimeWindow;
  shown: TimeWindow;
  /** Idle times within the run, each more than a tenth of it. */
  idle: readonly TimeWindow[];
  /** What of the idle time is left out. */
  collapsed: readonly TimeWindow[];
  /** Shows a part; undefined shows all, and follows a run that goes on. */
  show(window: TimeWindow | undefined): void;
}

const nothing: readonly TimeWindow[] = [];

/** The view that the selection's `time` asks for. Renders with its caller. */
export function useLaneView(model: CallsModel): LaneView {
  const store = useRun();
  const [selection, change] = useSelection();
  const isLoading = useConnection().state === 'loading';
  const whole = wholeRun(store.timeline, store.now(), isLoading);
  const start = startOf(store.timeline);
  const { time } = selection;
  const shown =
    time === undefined
      ? whole
      : clampWindow({ from: start + time.from * 1000, to: start + time.to * 1000 }, whole);
  const idle = idleTimes(model, store, whole, isLoading);
  const show = useMemo(
    () => (window: TimeWindow | undefined) => {
      const from = startOf(store.timeline);
      const next = window && { from: (window.from - from) / 1000, to: (window.to - from) / 1000 };
      change({ time: next }, 'replace');
    },
    [store, change],
  );
  return { whole, shown, idle, collapsed: model.isIdleCollapsed ? idle : nothing, show };
}

const found = new WeakMap<CallsModel, { key: string; idle: readonly TimeWindow[] }>();

function idleTimes(
  model: CallsModel,
  store: RunStore,
  whole: TimeWindow,
  isLoading: boolean,
): readonly TimeWindow[] {
  if (isLoading) return nothing;
  const until = Math.min(store.timeline.run.endedAt ?? store.now(), whole.to);
  const key = `${model.inFlight.version} ${whole.to}`;
  const known = found.get(model);
  if (known?.key === key) return known.idle;
  const idle = model.inFlight.idle((whole.to - whole.from) * IDLE_SHARE, until);
  found.set(model, { key, idle: idle.length === 0 ? nothing : idle });
  return idle;
}
