import { CornerDownRight, File, Play, Search, Zap } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useId, useRef, useState } from 'react';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { actionsFor } from './actions.ts';
import { useFoundRuns } from './find-runs.ts';
import css from './go-to-dialog.module.css';
import { type GoToItem, itemsOf } from './go-to-source.ts';

const icons = { run: Play, call: CornerDownRight, file: File, action: Zap } as const;
const kinds = { run: 'Run', call: 'Call', file: 'File', action: 'Action' } as const;

function Item({
  item,
  id,
  isActive,
  onPoint,
  onChoose,
}: {
  item: GoToItem;
  id: string;
  isActive: boolean;
  onPoint: () => void;
  onChoose: () => void;
}): ReactElement {
  const Icon = icons[item.kind];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the focus and takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the input points at it
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      className={css.item}
      ref={isActive ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
      onPointerMove={isActive ? undefined : onPoint}
      onClick={onChoose}
    >
      <Icon className="icon" aria-hidden="true" />
      <span className="sr">{kinds[item.kind]}</span>
      <span className="ell">
        <UntrustedText text={item.title} limit={200} expandable={false} />
      </span>
      {item.detail ? (
        <span className={css.detail}>
          <UntrustedText text={item.detail} limit={80} expandable={false} />
        </span>
      ) : null}
    </div>
  );
}

/** Finds runs, what the page offers, and actions, by some words. */
export function GoToDialog({ onClose }: { onClose: () => void }): ReactElement {
  const [words, setWords] = useState('');
  const [chosenKey, setChosenKey] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { items: runs, failed } = useFoundRuns(words.trim());
  const items = [...itemsOf(words.trim()), ...runs, ...actionsFor(words.trim())];
  const active = Math.max(
    0,
    items.findIndex(({ key }) => key === chosenKey),
  );
  const optionId = (index: number): string => `${listId}-${index}`;

  const choose = (item: GoToItem | undefined): void => {
    if (item === undefined) return;
    onClose();
    item.run();
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && items.length > 0) {
      event.preventDefault();
      setChosenKey(items[(active + step + items.length) % items.length]?.key);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      choose(items[active]);
    }
  };

  return (
    <Dialog open onClose={onClose} title="Go to" titleHidden initialFocus={input}>
      <div className={css.field}>
        <Search className="icon" aria-hidden="true" />
        <input
          ref={input}
          className={css.input}
          role="combobox"
          aria-label="Go to run, call, file or action"
          aria-expanded={items.length > 0}
          aria-controls={listId}
          aria-activedescendant={items.length > 0 ? optionId(active) : undefined}
          aria-autocomplete="list"
          placeholder="Go to run, call, file or action"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setChosenKey(undefined);
          }}
          onKeyDown={press}
        />
        <Kbd>Esc</Kbd>
      </div>
      <div id={listId} role="listbox" aria-label="Results" className={css.list}>
        {items.map((item, index) => (
          <Item
            key={item.key}
            item={item}
            id={optionId(index)}
            isActive={index === active}
            onPoint={() => setChosenKey(item.key)}
            onChoose={() => choose(item)}
          />
        ))}
      </div>
      {failed || items.length === 0 ? (
        <p className={css.none} role="status">
          {failed ? 'Runs could not be searched' : 'Nothing found'}
        </p>
      ) : null}
    </Dialog>
  );
}
