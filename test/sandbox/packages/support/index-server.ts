import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestWheel } from './wheel.ts';

/** A file as the index of a test lists it. */
export interface ListedFile {
  fileName: string;
  bytes?: Uint8Array;
  sha256?: string | null;
  requiresPython?: string | undefined;
  yanked?: string | boolean;
}

export interface IndexServerOptions {
  /** What the pages are written in. Default `json`. */
  form?: 'json' | 'html';
  /** Where the files are, when that is another server. */
  filesAt?: string;
  /** Answers in place of the server; returns whether it did. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A package index that is a real server on this machine. */
export interface IndexServer {
  /** For instance `127.0.0.1:41234`. */
  host: string;
  /** Root of the simple repository API. */
  url: string;
  /** Where its files are. */
  filesUrl: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  add(...files: (TestWheel | ListedFile)[]): void;
  close(): Promise<void>;
}

export async function startIndex(options: IndexServerOptions = {}): Promise<IndexServer> {
  const files = new Map<string, TestWheel | ListedFile>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    asked.push(path);
    if (options.intercept?.(request, response)) return;
    const file = path.startsWith('/files/') ? files.get(path.slice('/files/'.length)) : undefined;
    if (file?.bytes !== undefined) {
      response.end(file.bytes);
      return;
    }
    const [, project] = /^\/simple\/([^/]+)\/$/.exec(path) ?? [];
    const own = [...files.values()].filter(({ fileName }) => projectOf(fileName) === project);
    if (own.length === 0) {
      response.writeHead(404).end('not here');
      return;
    }
    const root = options.filesAt ?? '../../files/';
    if (options.form === 'html') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(htmlPage(own, root));
    } else {
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json');
      response.end(jsonPage(own, root));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/simple/`,
    filesUrl: `http://${host}/files/`,
    asked,
    add(...added) {
      for (const file of added) files.set(file.fileName, file);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function projectOf(fileName: string): string {
  const [name = ''] = fileName.split(/-\d/, 1);
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

function jsonPage(files: readonly (TestWheel | ListedFile)[], root: string): string {
  return JSON.stringify({
    meta: { 'api-version': '1.1' },
    files: files.map((file) => ({
      filename: file.fileName,
      url: `${root}${encodeURIComponent(file.fileName)}`,
      hashes: file.sha256 ? { sha256: file.sha256 } : {},
      ...(file.requiresPython !== undefined && { 'requires-python': file.requiresPython }),
      ...('yanked' in file && { yanked: file.yanked }),
      size: file.bytes?.length,
    })),
  });
}

function htmlPage(files: readonly (TestWheel | ListedFile)[], root: string): string {
  const entities = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('>', '&gt;');
  const links = files.map((file) => {
    const hash = file.sha256 ? `#sha256=${file.sha256}` : '';
    const python =
      file.requiresPython === undefined
        ? ''
        : ` data-requires-python="${entities(file.requiresPython)}"`;
    const yanked = 'yanked' in file ? ` data-yanked="${String(file.yanked)}"` : '';
    const href = `${root}${encodeURIComponent(file.fileName)}${hash}`;
    return `<a href="${href}"${python}${yanked}>${file.fileName}</a><br/>`;
  });
  return `<!DOCTYPE html><html><body>\n${links.join('\n')}\n</body></html>`;
}
