import type { ReactElement } from 'react';

/** The product's mark, 18 px; its name stands beside it. */
export function Mark(): ReactElement {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <path fill="currentColor" d="M2 9.4a1 1 0 0 1 1-1h1.2a1 1 0 0 1 1 1V13H2Z" />
      <path fill="currentColor" d="M7.2 6.6a1 1 0 0 1 1-1h1.2a1 1 0 0 1 1 1V13H7.2Z" />
      <path fill="var(--run)" d="M12.4 3.4a1 1 0 0 1 1-1h1.2a1 1 0 0 1 1 1V13h-3.2Z" />
      <path stroke="currentColor" strokeWidth="1.5" d="M.8 14.4h16.4" />
    </svg>
  );
}
