import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef } from 'react';
import css from './splitter.module.css';

export interface SplitterProps {
  /** What it changes, for a screen reader: for instance `Width of the right column`. */
  label: string;
  /** The line between two regions lies this way. */
  orientation: 'vertical' | 'horizontal';
  /** Size in pixels of the region it changes. */
  size: number;
  min: number;
  /** How much of the room the other region keeps, in pixels. */
  keep: number;
  /** Whether the region lies after the splitter, so that moving towards the start makes it larger. */
  after: boolean;
  onSize: (size: number) => void;
}

const STEP = 16;
const BIG_STEP = 96;

/** The movable line between two regions: by pointer, arrow keys, Home and End. */
export function Splitter(props: SplitterProps): ReactElement {
  const { label, orientation, size, min, keep, after, onSize } = props;
  const line = useRef<HTMLHRElement>(null);
  const vertical = orientation === 'vertical';
  const most = (): number => {
    const room = line.current?.parentElement;
    const all = (vertical ? room?.clientWidth : room?.clientHeight) ?? 0;
    return Math.max(min, all - keep);
  };
  const change = (to: number): void => onSize(Math.round(Math.min(Math.max(to, min), most())));

  const drag = (down: PointerEvent<HTMLHRElement>): void => {
    if (down.button !== 0) return;
    down.preventDefault();
    const target = down.currentTarget;
    target.setPointerCapture(down.pointerId);
    const from = vertical ? down.clientX : down.clientY;
    const move = (event: globalThis.PointerEvent): void => {
      const by = (vertical ? event.clientX : event.clientY) - from;
      change(size + (after ? -by : by));
    };
    target.addEventListener('pointermove', move);
    target.addEventListener(
      'lostpointercapture',
      () => target.removeEventListener('pointermove', move),
      { once: true },
    );
  };

  const press = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? BIG_STEP : STEP;
    const towards = {
      [vertical ? 'ArrowLeft' : 'ArrowUp']: -1,
      [vertical ? 'ArrowRight' : 'ArrowDown']: 1,
    };
    const by = towards[event.key];
    if (by !== undefined) change(size + (after ? -by : by) * step);
    else if (event.key === 'Home') change(min);
    else if (event.key === 'End') change(most());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <hr
      ref={line}
      className={vertical ? css.vertical : css.horizontal}
      aria-orientation={orientation}
      aria-label={label}
      aria-valuenow={size}
      aria-valuemin={min}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}
