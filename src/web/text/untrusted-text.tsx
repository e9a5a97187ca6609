import { type ReactElement, useState } from 'react';
import { cutText, nameOfHidden, splitHidden } from './hidden-characters.ts';
import css from './untrusted-text.module.css';

export interface UntrustedTextProps {
  text: string;
  /** Whether line feeds and tabs are kept. Default false. */
  lines?: boolean;
  /** Characters shown at first. Default 2,000. */
  limit?: number;
  /** Whether a person can see more than `limit`. Default true; false inside of a row or a button. */
  expandable?: boolean;
}

/** Each step shows so many times more; a megabyte of text is shown after three. */
const GROWTH = 10;

/** Text from outside, as text: hidden characters shown, direction isolated, length bounded. */
export function UntrustedText(props: UntrustedTextProps): ReactElement {
  const { text, lines = false, expandable = true } = props;
  const [limit, setLimit] = useState(props.limit ?? 2000);
  const shown = cutText(text, limit);
  const left = text.length - shown.length;
  return (
    <>
      <bdi className={lines ? css.lines : undefined}>
        {splitHidden(shown, { lines }).map((piece, index) =>
          'text' in piece ? (
            piece.text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
            <span key={index} className={css.hidden} title={nameOfHidden(piece.code)}>
              {piece.hidden}
            </span>
          ),
        )}
        {left > 0 && '…'}
      </bdi>
      {left > 0 && expandable && (
        <button type="button" className={css.more} onClick={() => setLimit(limit * GROWTH)}>
          Show more, {left.toLocaleString('en')} characters left
        </button>
      )}
    </>
  );
}
