import { type FunctionComponent, memo, useEffect, useMemo, useState } from 'react';
import { isInline, type RecordedValue } from '../../protocol/recorded-value.ts';
import { request } from '../api/ask-server.ts';
import { formatBytes } from '../format/bytes.ts';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { type JsonReading, readJson, readValue, TREE_LIMIT } from './json-reading.ts';
import { JsonTree } from './json-tree.tsx';
import css from './recorded-json.module.css';

export interface RecordedJsonProps {
  recorded: RecordedValue;
  /** What it is, for a screen reader: for instance `Arguments`. */
  label: string;
}

/**
 * An argument object, result or message as the journal keeps it. A value kept beside the journal is
 * fetched when it is shown, if it is small enough for a tree; else its beginning and a download.
 */
export const RecordedJson: FunctionComponent<RecordedJsonProps> = memo(({ recorded, label }) => {
  const [fetched, setFetched] = useState<{ ref: string; text: string } | { failed: string }>();
  const ref = !isInline(recorded) && isCut(recorded) ? recorded.ref : undefined;
  const small = !isInline(recorded) && recorded.bytes <= TREE_LIMIT;

  useEffect(() => {
    if (ref === undefined || !small) return;
    const abort = new AbortController();
    fetchText(ref, abort.signal).then(
      (text) => setFetched({ ref, text }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setFetched({ failed: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => abort.abort();
  }, [ref, small]);

  const whole = fetched !== undefined && 'ref' in fetched && fetched.ref === ref ? fetched : null;
  const reading = useMemo(() => read(recorded, whole?.text), [recorded, whole]);
  if (reading.kind === 'tree') return <JsonTree value={reading.value} label={label} />;
  return (
    <div className={css.text}>
      <UntrustedText text={reading.text} lines limit={4000} />
      <p className={css.note}>
        {noteOn(recorded, reading, whole !== null)}
        {fetched !== undefined &&
          'failed' in fetched &&
          ` It could not be fetched: ${fetched.failed}`}
        {ref !== undefined && (
          <a href={blobPath(ref)} download>
            Download
          </a>
        )}
      </p>
    </div>
  );
});

/** Where a value or a file that is kept beside the journal can be fetched. */
function blobPath(ref: string): string {
  return `/api/blobs/${encodeURIComponent(ref)}`;
}

function read(recorded: RecordedValue, whole: string | undefined): JsonReading {
  if (isInline(recorded)) return readValue(recorded.value);
  if (whole !== undefined) return readJson(whole);
  return isCut(recorded)
    ? { kind: 'text', text: recorded.preview, because: 'size' }
    : readJson(recorded.preview);
}

/** Whether a preview is only the beginning; a number that JavaScript would change is kept as text. */
function isCut(recorded: Exclude<RecordedValue, { value: unknown }>): boolean {
  return new TextEncoder().encode(recorded.preview).length < recorded.bytes;
}

function noteOn(recorded: RecordedValue, reading: JsonReading, whole: boolean): string {
  if (reading.kind === 'text' && reading.because === 'depth') {
    return 'Nested too deeply for a tree. ';
  }
  if (reading.kind === 'text' && reading.because === 'not json') return 'This is not JSON. ';
  if (isInline(recorded) || whole) return 'Too large for a tree. ';
  const size = formatBytes(recorded.bytes);
  return recorded.ref === undefined
    ? `The beginning of ${size}; the rest was not kept. `
    : `The beginning of ${size}. `;
}

async function fetchText(ref: string, signal: AbortSignal): Promise<string> {
  return (await request(blobPath(ref), { signal })).text();
}
