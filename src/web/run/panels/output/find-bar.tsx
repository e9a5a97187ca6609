import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { formatCount } from '../../../format/numbers.ts';
import { IconButton } from '../../../ui/button.tsx';
import css from './find-bar.module.css';

export interface FindBarProps {
  /** How many lines there are. */
  count: number;
  textOf: (index: number) => string;
  onFound: (index: number) => void;
  onClose: () => void;
}

/** Looks for a text in lines of which the browser has only those in sight. */
export function FindBar({ count, textOf, onFound, onClose }: FindBarProps): ReactElement {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const at = useRef(-1);
  useEffect(() => field.current?.focus(), []);

  const find = (by: 1 | -1): void => {
    const wanted = field.current?.value.toLowerCase() ?? '';
    if (wanted === '') {
      setSaid('');
      return;
    }
    for (let step = 1; step <= count; step += 1) {
      const index = (((at.current + by * step) % count) + count) % count;
      if (!textOf(index).toLowerCase().includes(wanted)) continue;
      at.current = index;
      setSaid(`Line ${formatCount(index + 1)} of ${formatCount(count)}`);
      onFound(index);
      return;
    }
    setSaid('Not found');
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') find(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <search className={css.bar}>
      <input
        ref={field}
        type="search"
        placeholder="Find in output"
        aria-label="Find in output"
        onKeyDown={press}
      />
      <span className={css.said} role="status">
        {said}
      </span>
      <IconButton label="Previous match" onClick={() => find(-1)}>
        <ChevronUp className="icon" />
      </IconButton>
      <IconButton label="Next match" onClick={() => find(1)}>
        <ChevronDown className="icon" />
      </IconButton>
      <IconButton label="Close" onClick={onClose}>
        <X className="icon" />
      </IconButton>
    </search>
  );
}
