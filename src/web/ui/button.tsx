import type { ComponentProps, ReactElement } from 'react';
import css from './button.module.css';

/** How much weight a button has. */
export type ButtonTone = 'plain' | 'primary' | 'ghost' | 'danger';

interface Look {
  tone?: ButtonTone;
  /** 24 px high instead of 28. */
  small?: boolean;
}

/** The classes of a button, for a link that looks like one. */
export function buttonClass({ tone = 'plain', small = false }: Look = {}): string {
  const toned = tone === 'plain' ? '' : ` ${css[tone]}`;
  return `${css.button}${toned}${small ? ` ${css.small}` : ''}`;
}

/** A button with words. Everything a `button` takes beside its look. */
export function Button({
  tone = 'plain',
  small = false,
  className = '',
  ...rest
}: Look & ComponentProps<'button'>): ReactElement {
  return (
    <button type="button" {...rest} className={`${buttonClass({ tone, small })} ${className}`} />
  );
}

/** A button with an icon only; `label` is its name and its tooltip. */
export function IconButton({
  label,
  className = '',
  ...rest
}: { label: string } & ComponentProps<'button'>): ReactElement {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`${css.icon} ${className}`}
    />
  );
}
