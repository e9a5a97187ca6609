import type { HttpResponse } from '../../network/http-exchange.ts';
import { PackageError } from '../package-error.ts';
import { normalizeName } from '../requirement/package-name.ts';
import { parseHtmlPage } from './html-page.ts';
import { type IndexFile, parseJsonPage } from './index-page.ts';
import { type PackageNetwork, request, requireNetwork } from './network.ts';

/** Newest form first; an index answers with the best it has. */
const ACCEPT = [
  'application/vnd.pypi.simple.v1+json',
  'application/vnd.pypi.simple.v1+html;q=0.2',
  'text/html;q=0.1',
].join(', ');

/** The largest pages of the public index have ten megabytes. */
const PAGE_BYTES = 32 * 1024 * 1024;
/** Of all pages for one request; those of a hundred packages are a tenth of it. */
const ALL_PAGES_BYTES = 512 * 1024 * 1024;

/** One index of packages, asked for each project once. */
export class PackageIndex {
  readonly #network: PackageNetwork;
  readonly #pages = new Map<string, Promise<IndexFile[]>>();
  #left = ALL_PAGES_BYTES;

  constructor(network: PackageNetwork) {
    this.#network = network;
  }

  /**
   * Every file of a project.
   *
   * @throws PackageError `package_not_found`, `index_invalid`, and those of the network.
   */
  filesOf(name: string, text: string): Promise<IndexFile[]> {
    const key = normalizeName(name);
    let page = this.#pages.get(key);
    if (page === undefined) {
      page = this.#load(key, text);
      this.#pages.set(key, page);
    }
    return page;
  }

  async #load(key: string, text: string): Promise<IndexFile[]> {
    const { indexUrl } = this.#network;
    if (!/^https?:/i.test(indexUrl) || !URL.canParse(indexUrl)) {
      throw new PackageError('index_invalid', `${indexUrl} is no URL of a package index`);
    }
    const network = requireNetwork(this.#network, { text, url: null });
    const url = new URL(`${key}/`, withSlash(indexUrl)).href;
    const what = `the list of files of ${key}`;
    const headers = [['accept', ACCEPT]] as const;
    const answer = await request(network, url, what, { headers, maxBytes: PAGE_BYTES });
    if (answer.status === 404 || answer.status === 410) {
      throw new PackageError(
        'package_not_found',
        `There is no package named ${key} in the index at ${new URL(url).host}; look at the spelling`,
      );
    }
    requireSuccess(answer, what);
    this.#left -= answer.body.length;
    if (this.#left < 0) {
      throw new PackageError('index_invalid', `${answer.url} and others are too much to read`);
    }
    try {
      return parsePage(answer);
    } catch (error) {
      throw new PackageError(
        'index_invalid',
        `${answer.url} is no page of a package index: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }
}

function parsePage({ headers, body, url }: HttpResponse): IndexFile[] {
  const [, type = ''] = headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  const [kind = ''] = type.toLowerCase().split(';', 1);
  const text = new TextDecoder().decode(body);
  if (kind.trim().endsWith('json')) return parseJsonPage(text, url);
  if (kind.trim().endsWith('html')) return parseHtmlPage(text, url);
  throw new SyntaxError(`it is of type ${kind.trim().slice(0, 100) || 'unknown'}`);
}

/** @throws PackageError `download_failed` for an answer that is no success. */
export function requireSuccess({ status, reason, url }: HttpResponse, what: string): void {
  if (status >= 200 && status < 300) return;
  const told = `${status} ${reason}`.trim();
  throw new PackageError('download_failed', `Cannot get ${what}: ${url} answered ${told}`);
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
