import type { ReactElement, ReactNode } from 'react';

/** A row of a list of facts. */
export function Fact({ name, children }: { name: ReactNode; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
