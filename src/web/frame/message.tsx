import type { ReactElement, ReactNode } from 'react';
import css from './message.module.css';

/** A whole region that says one thing: what is so, why, and what to do. */
export function Message({
  title,
  children,
  action,
}: {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}): ReactElement {
  return (
    <div className={css.message}>
      <h2 className={css.title}>{title}</h2>
      {children ? <div className={css.detail}>{children}</div> : null}
      {action}
    </div>
  );
}
