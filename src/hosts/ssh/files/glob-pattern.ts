import { HostError } from '../../host-error.ts';

/** A shell pattern, taken apart for a search. */
export interface GlobPattern {
  /** The folders before the first one that is a pattern, without a `/` at the end. May be empty. */
  folder: string;
  /** Matches paths below that folder. */
  matches: RegExp;
  /** How deep below it the search goes; absent when `**` has no end. */
  depth?: number;
  /** Whether names that begin with a dot are asked for. */
  dots: boolean;
}

/**
 * Reads a pattern: `*`, `?` and `[]` within a name, `**` for any folders. Names that begin with a dot match
 * only where the pattern begins with one. Throws `unsafe_path` for one that leads out of its folder.
 */
export function parseGlob(pattern: string): GlobPattern {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  if (pattern.startsWith('/') || parts.includes('..') || pattern.includes('\0')) {
    const shown = JSON.stringify(pattern);
    throw new HostError('unsafe_path', `The pattern ${shown} leads out of its folder; drop "..".`);
  }
  const first = parts.findIndex((part) => /[*?[]/.test(part));
  const split = first < 0 ? parts.length - 1 : first;
  const rest = parts.slice(split);
  const deep = rest.includes('**');
  return {
    folder: parts.slice(0, split).join('/'),
    matches: new RegExp(`^${rest.map(partExpression).join('')}$`, 'su'),
    ...(!deep && { depth: rest.length }),
    dots: rest.some((part) => part.startsWith('.')),
  };
}

function partExpression(part: string, index: number, parts: readonly string[]): string {
  const last = index === parts.length - 1;
  if (part === '**') return last ? '(?!\\.)[^/]+(?:/(?!\\.)[^/]+)*' : '(?:(?!\\.)[^/]+/)*';
  return (/^[*?[]/.test(part) ? '(?!\\.)' : '') + nameExpression(part) + (last ? '' : '/');
}

function nameExpression(part: string): string {
  return part.replace(/\*+|\?|\[([!^]?)(\]?[^\]]*)\]|./gsu, (token, not?: string, set?: string) => {
    if (token.startsWith('*')) return '[^/]*';
    if (token === '?') return '[^/]';
    if (set !== undefined) {
      const kept = set.replace(/[\\[\]^&~|]/g, '\\$&');
      return not ? `[^/${kept}]` : `(?!/)[${kept}]`;
    }
    return token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
}
