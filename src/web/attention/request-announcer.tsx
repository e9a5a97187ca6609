import { type ReactElement, useEffect, useRef, useState } from 'react';
import { countOf } from '../format/numbers.ts';
import { useInboxCount } from './inbox-count.ts';

/** Says it aloud, without an interruption, when something more waits for a person. */
export function RequestAnnouncer(): ReactElement {
  const count = useInboxCount();
  const before = useRef(count);
  const [said, say] = useState('');
  useEffect(() => {
    if (count > before.current) {
      say(`A run needs you, ${countOf(count, 'request waits', 'requests wait')}`);
    }
    before.current = count;
  }, [count]);
  return (
    <div className="sr" role="status">
      {said}
    </div>
  );
}
