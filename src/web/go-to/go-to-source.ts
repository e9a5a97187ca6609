import { useEffect, useRef } from 'react';

/** Something that one can go to or do. */
export interface GoToItem {
  /** Unique among all. */
  key: string;
  kind: 'run' | 'call' | 'file' | 'action';
  /** May be text from a program: it is shown as text. */
  title: string;
  /** More of what it is: an id, a state. */
  detail?: string;
  run: () => void;
}

/** Gives what of it matches the words that were typed, the best first. */
export type GoToSource = (words: string) => readonly GoToItem[];

const sources = new Set<{ current: GoToSource }>();

/** Offers what a page has to "Go to", as long as the component is there. */
export function useGoToSource(source: GoToSource): void {
  const current = useRef(source);
  useEffect(() => {
    current.current = source;
  });
  useEffect(() => {
    sources.add(current);
    return () => {
      sources.delete(current);
    };
  }, []);
}

/** What all sources have for the words. */
export function itemsOf(words: string): GoToItem[] {
  return [...sources].flatMap(({ current }) => [...current(words)]);
}

/** Whether a text holds all words, in any case and order. */
export function holdsWords(text: string, words: string): boolean {
  const lower = text.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
