import { CSPProvider } from '@base-ui/react/csp-provider';
import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactElement, ReactNode, RefObject } from 'react';
import css from './dialog.module.css';

/**
 * A modal dialog: focus stays inside, Escape and a click outside close it, and focus goes back to
 * where it was. Import it lazily, its library is no part of the first load.
 */
export function Dialog({
  open,
  onClose,
  title,
  titleHidden = false,
  wide = false,
  initialFocus,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  /** The title is only read aloud. */
  titleHidden?: boolean;
  /** 820 px instead of 600. */
  wide?: boolean;
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
}): ReactElement {
  return (
    <CSPProvider disableStyleElements>
      <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
        <Base.Portal>
          <Base.Backdrop className={`${css.backdrop}`} />
          <Base.Popup
            className={wide ? `${css.popup} ${css.wide}` : `${css.popup}`}
            {...(initialFocus ? { initialFocus } : {})}
          >
            <Base.Title className={titleHidden ? 'sr' : `${css.title}`}>{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </CSPProvider>
  );
}
