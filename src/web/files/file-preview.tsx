import { Download } from 'lucide-react';
import { lazy, type ReactElement, Suspense, useEffect, useState } from 'react';
import type { Deliverable } from '../../timeline/timeline.ts';
import { request } from '../api/ask-server.ts';
import { formatBytes } from '../format/bytes.ts';
import { readJson } from '../json/json-reading.ts';
import { JsonTree } from '../json/json-tree.tsx';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { buttonClass } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import css from './file-preview.module.css';
import { ImagePreview } from './image-preview.tsx';
import { PREVIEW_LIMIT, type PreviewKind, previewKind } from './preview-kind.ts';

const CsvTable = lazy(async () => ({ default: (await import('./csv-table.tsx')).CsvTable }));
const Markdown = lazy(async () => ({ default: (await import('./markdown.tsx')).Markdown }));

export interface FilePreviewProps {
  runId: string;
  file: Extract<Deliverable, { state: 'captured' }>;
}

/** A file's content as text, table or image, with its hash and a download. Nothing in it is run. */
export function FilePreview({ runId, file }: FilePreviewProps): ReactElement {
  const path = `/api/runs/${encodeURIComponent(runId)}/files/${file.seq}`;
  const [content, setContent] = useState<Content>({ state: 'loading' });
  const large = file.size > PREVIEW_LIMIT;
  useEffect(() => {
    if (large) return;
    const abort = new AbortController();
    load(path, file, abort.signal).then(setContent, (error: unknown) => {
      if (!abort.signal.aborted) setContent({ state: 'failed', message: messageOf(error) });
    });
    return () => abort.abort();
  }, [path, file, large]);
  return (
    <section className={css.preview} aria-label="Preview">
      <div className={css.tools}>
        <span className={css.said}>{large ? 'Too large to show here.' : saidOf(content)}</span>
        <CopyButton text={file.sha256} label="Copy sha256" />
        <a className={buttonClass({ small: true })} href={path} download>
          <Download className="icon" aria-hidden="true" />
          Download, {formatBytes(file.size)}
        </a>
      </div>
      {content.state === 'here' && (
        <Suspense fallback={null}>
          <Shown preview={content.preview} bytes={content.bytes} name={file.path} />
        </Suspense>
      )}
    </section>
  );
}

type Content =
  | { state: 'loading' }
  | { state: 'failed'; message: string }
  | { state: 'here'; preview: PreviewKind; bytes: Uint8Array<ArrayBuffer>; verified: boolean };

async function load(
  path: string,
  file: FilePreviewProps['file'],
  signal: AbortSignal,
): Promise<Content> {
  const bytes = new Uint8Array(await (await request(path, { signal })).arrayBuffer());
  return {
    state: 'here',
    bytes,
    preview: previewKind(file.path, bytes),
    verified: (await sha256(bytes)) === file.sha256,
  };
}

/** Undefined where the browser has no cryptography: over plain HTTP from another machine. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  if (globalThis.crypto.subtle === undefined) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function saidOf(content: Content): string {
  if (content.state === 'loading') return 'Loading';
  if (content.state === 'failed') return content.message;
  if (content.preview.kind === 'none') return content.preview.because;
  return content.verified ? 'Verified: the content has its sha256.' : 'Not verified.';
}

interface ShownProps {
  preview: PreviewKind;
  bytes: Uint8Array<ArrayBuffer>;
  name: string;
}

function Shown({ preview, bytes, name }: ShownProps): ReactElement | null {
  switch (preview.kind) {
    case 'image':
      return <ImagePreview bytes={bytes} mediaType={preview.mediaType} name={name} />;
    case 'csv':
      return <CsvTable text={preview.text} />;
    case 'markdown':
      return <Markdown text={preview.text} />;
    case 'json': {
      const reading = readJson(preview.text);
      if (reading.kind === 'tree') {
        return (
          <div className={css.padded}>
            <JsonTree value={reading.value} label="Content" />
          </div>
        );
      }
      return <PlainText text={preview.text} />;
    }
    case 'text':
      return <PlainText text={preview.text} />;
    case 'none':
      return null;
  }
}

function PlainText({ text }: { text: string }): ReactElement {
  return (
    <div className={css.text}>
      <UntrustedText text={text} lines limit={20_000} />
    </div>
  );
}
