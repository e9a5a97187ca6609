import type { ComponentProps, MouseEvent, ReactElement } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { type Place, placePath } from './place.ts';

/** A link to a place. It is a real link: a new tab, copying and the middle button work. */
export function PlaceLink({
  to,
  search = '',
  onClick,
  ...rest
}: { to: Place; search?: string } & Omit<ComponentProps<'a'>, 'href'>): ReactElement {
  const href = placePath(to) + search;
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={href} onClick={follow} />;
}
