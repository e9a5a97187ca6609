/** Where in the dashboard somebody is; every place has a path. */
export type Place =
  | { page: 'runs' }
  /** What of the run is open is read from the rest of the path by the run page itself. */
  | { page: 'run'; runId: string }
  | { page: 'inbox'; item?: InboxItem }
  | { page: 'sign-in' }
  | { page: 'unknown' };

/** One request of one run. */
export interface InboxItem {
  runId: string;
  requestId: string;
}

const unknown: Place = { page: 'unknown' };

/** Reads a location's path, as it stands in the address bar. */
export function parsePlace(path: string): Place {
  const [first, second, ...rest] = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (first === '' && second === undefined) return { page: 'runs' };
  if (first === 'inbox' && rest.length === 0) {
    if (second === undefined) return { page: 'inbox' };
    const item = parseItem(second);
    return item ? { page: 'inbox', item } : unknown;
  }
  if (first === 'sign-in' && second === undefined) return { page: 'sign-in' };
  if (first !== 'runs') return unknown;
  if (second === undefined) return { page: 'runs' };
  const runId = decode(second);
  const partIsKnown =
    rest.length === 0 ||
    (rest.length === 2 && /^(calls|files|journal)$/.test(rest[0] ?? '') && rest[1] !== '');
  return runId && partIsKnown ? { page: 'run', runId } : unknown;
}

/** The path of a place. */
export function placePath(place: Place): string {
  switch (place.page) {
    case 'runs':
    case 'unknown':
      return '/runs';
    case 'inbox':
      return place.item
        ? `/inbox/${encode(place.item.runId)}~${encode(place.item.requestId)}`
        : '/inbox';
    case 'sign-in':
      return '/sign-in';
    case 'run':
      return `/runs/${encode(place.runId)}`;
  }
}

/** An item in a path: both ids escaped, `~` between. */
function parseItem(segment: string): InboxItem | undefined {
  const [run = '', request = '', ...more] = segment.split('~');
  const runId = decode(run);
  const requestId = decode(request);
  return runId && requestId && more.length === 0 ? { runId, requestId } : undefined;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

// encodeURIComponent leaves the tilde, which parts the two ids of an item.
function encode(id: string): string {
  return encodeURIComponent(id).replaceAll('~', '%7E');
}
