import { type KeyboardEvent, type ReactElement, useEffect, useRef } from 'react';
import css from './tab-list.module.css';

export interface Tab<Name extends string> {
  id: Name;
  name: string;
  /** A number beside the name; empty for none. */
  count?: string;
}

export interface TabListProps<Name extends string> {
  label: string;
  tabs: readonly Tab<Name>[];
  selected: Name;
  onSelect: (name: Name) => void;
  /** Under a line across the page, for the phone. Default: small, as part of a region. */
  large?: boolean;
}

/** Tabs by pointer, arrow keys, Home and End. The panel is `panel-` and the tab's id. */
export function TabList<Name extends string>(props: TabListProps<Name>): ReactElement {
  const { label, tabs, selected, onSelect, large = false } = props;
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    const at = tabs.findIndex(({ id }) => id === selected);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(next.id);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  const list = useRef<HTMLDivElement>(null);
  const places = `${selected} ${tabs.map(({ name, count = '' }) => name + count).join(' ')}`;
  // Tabs that do not fit: the selected one is scrolled to when it changes, or when others push it away.
  useEffect(() => {
    if (places === '') return;
    const tab = list.current?.querySelector('[aria-selected="true"]');
    tab?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [places]);
  return (
    <div
      ref={list}
      className={large ? css.large : css.tabs}
      role="tablist"
      aria-label={label}
      onKeyDown={press}
    >
      {tabs.map(({ id, name, count }) => (
        <button
          key={id}
          id={`tab-${id}`}
          type="button"
          role="tab"
          aria-selected={id === selected}
          aria-controls={id === selected ? `panel-${id}` : undefined}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {name}
          {count !== undefined && count !== '' && <span>{count}</span>}
        </button>
      ))}
    </div>
  );
}
