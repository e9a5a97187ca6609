import { type ReactElement, type ReactNode, useState } from 'react';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { ExactNumber } from './json-reading.ts';
import css from './json-tree.module.css';

export interface JsonTreeProps {
  value: unknown;
  /** What it is, for a screen reader: for instance `Arguments`. */
  label: string;
}

/** Members shown at first, and with each further step. */
const PAGE = 100;

/** A JSON value that can be folded, as it would be written; long lists and strings come in steps. */
export function JsonTree({ value, label }: JsonTreeProps): ReactElement {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
    <div className={css.tree} role="group" aria-label={label}>
      <JsonNode value={value} depth={0} last />
    </div>
  );
}

interface NodeProps {
  name?: string;
  value: unknown;
  depth: number;
  last: boolean;
}

function JsonNode(props: NodeProps): ReactElement {
  const { value } = props;
  if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) {
    const array = Array.isArray(value);
    const keys = array ? [] : Object.keys(value);
    const count = array ? value.length : keys.length;
    if (count > 0) return <Container {...props} value={value} keys={keys} count={count} />;
    return (
      <Line {...props}>
        <span className={css.mark}>{array ? '[]' : '{}'}</span>
      </Line>
    );
  }
  return (
    <Line {...props}>
      <Scalar value={value} />
    </Line>
  );
}

function Line(props: NodeProps & { children: ReactNode }): ReactElement {
  return (
    <div className={css.line}>
      <Name name={props.name} />
      {props.children}
      {!props.last && <span className={css.mark}>,</span>}
    </div>
  );
}

interface ContainerProps extends NodeProps {
  value: object;
  keys: string[];
  count: number;
}

function Container({ name, value, keys, count, depth, last }: ContainerProps): ReactElement {
  const array = Array.isArray(value);
  const [open, setOpen] = useState(depth === 0 || (depth < 4 && count <= 20));
  const [shown, setShown] = useState(PAGE);
  const [before, after] = array ? ['[', ']'] : ['{', '}'];
  const size = `${count.toLocaleString('en')} ${array ? 'item' : 'field'}${count === 1 ? '' : 's'}`;
  const tail = (
    <span className={css.mark}>
      {after}
      {!last && ','}
    </span>
  );
  return (
    <div className={css.line}>
      <button
        type="button"
        className={css.twisty}
        aria-expanded={open}
        aria-label={`${size}${name === undefined ? '' : ` of ${name.slice(0, 80)}`}`}
        onClick={() => setOpen(!open)}
      />
      <Name name={name} />
      <span className={css.mark}>{before}</span>
      {open ? (
        <>
          <div className={css.members}>
            {Array.from({ length: Math.min(shown, count) }, (_, index) => {
              const key = keys[index];
              return (
                <JsonNode
                  // biome-ignore lint/suspicious/noArrayIndexKey: members never move
                  key={index}
                  {...(key === undefined ? {} : { name: key })}
                  value={(value as Record<string | number, unknown>)[key ?? index]}
                  depth={depth + 1}
                  last={index === count - 1}
                />
              );
            })}
            {shown < count && (
              <button type="button" className={css.more} onClick={() => setShown(shown + PAGE)}>
                Show more, {(count - shown).toLocaleString('en')} left
              </button>
            )}
          </div>
          {tail}
        </>
      ) : (
        <>
          <span className={css.size}> {size} </span>
          {tail}
        </>
      )}
    </div>
  );
}

function Name({ name }: { name: string | undefined }): ReactNode {
  if (name === undefined) return null;
  return (
    <>
      <span className={css.key}>
        "<UntrustedText text={inside(name)} limit={200} />"
      </span>
      <span className={css.mark}>: </span>
    </>
  );
}

function Scalar({ value }: { value: unknown }): ReactElement {
  if (typeof value === 'string') {
    return (
      <span className={css.string}>
        "<UntrustedText text={inside(value)} limit={500} />"
      </span>
    );
  }
  if (value instanceof ExactNumber) return <span className={css.number}>{value.text}</span>;
  const text = String(value);
  return <span className={typeof value === 'number' ? css.number : css.word}>{text}</span>;
}

/** A string as JSON writes it, without the quotes. */
function inside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
