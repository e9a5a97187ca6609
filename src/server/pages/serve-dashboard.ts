import { type DashboardFile, readDashboard } from './dashboard-files.ts';

/** Places of the dashboard that a page can be opened at; the page itself reads the rest. */
const PLACES = /^\/(?:$|runs(?:\/|$)|inbox(?:\/|$)|sign-in$)/;

const NOT_BUILT =
  'The dashboard has not been built. Run `npm run build`, then load this page again.\n';

/**
 * Answers requests for the dashboard's files and places; undefined for a path that is none. The
 * files are read with the first request.
 */
export function createDashboard(folder: string): (request: Request) => Response | undefined {
  let files: ReadonlyMap<string, DashboardFile> = new Map();
  return (request) => {
    if (files.size === 0) files = readDashboard(folder);
    const { pathname } = new URL(request.url);
    const file = files.get(pathname);
    if (file !== undefined) return answerFile(file, request);
    if (!PLACES.test(pathname)) return undefined;
    const page = files.get('/index.html');
    if (page !== undefined) return answerFile(page, request);
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return new Response(NOT_BUILT, { status: 503, headers });
  };
}

function answerFile(file: DashboardFile, request: Request): Response {
  const headers = new Headers({
    'content-type': file.mediaType,
    'cache-control': file.lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (request.headers.get('if-none-match') === file.etag) {
    return new Response(null, { status: 304, headers });
  }
  const packed = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '') && file.gzip;
  if (packed) headers.set('content-encoding', 'gzip');
  return new Response(packed || file.content, { headers });
}
