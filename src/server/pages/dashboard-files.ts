import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** One file of the dashboard, ready to be sent. */
export interface DashboardFile {
  content: Uint8Array<ArrayBuffer>;
  /** Absent where it saves nothing. */
  gzip?: Uint8Array<ArrayBuffer>;
  mediaType: string;
  etag: string;
  /** Whether the name holds a hash of the content, so that it never changes. */
  lasting: boolean;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built dashboard into memory, by path below the root: what is not in the map does not
 * exist, whatever a path looks like. Empty when the dashboard has not been built.
 */
export function readDashboard(folder: string): ReadonlyMap<string, DashboardFile> {
  const files = new Map<string, DashboardFile>();
  for (const path of listFiles(folder)) {
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    const mediaType = MEDIA_TYPES[extname(path)];
    if (mediaType !== undefined) files.set(name, readFile(path, mediaType, name));
  }
  return files;
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readFile(path: string, mediaType: string, name: string): DashboardFile {
  const content = Uint8Array.from(readFileSync(path));
  const digest = createHash('sha256').update(content).digest('base64url');
  const packed = /font|png/.test(mediaType) ? content : Uint8Array.from(gzipSync(content));
  return {
    content,
    ...(packed.length < content.length && { gzip: packed }),
    mediaType,
    // Weak: the packed form has the same one.
    etag: `W/"${digest}"`,
    lasting: name.startsWith('/assets/'),
  };
}
