import { File, FileImage, FileText, FileX, Table } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Deliverable } from '../../../../timeline/timeline.ts';
import { FilePreview } from '../../../files/file-preview.tsx';
import { formatBytes } from '../../../format/bytes.ts';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { useRun, useSelection, useTextVersion } from '../../store/use-run.ts';
import css from './files-panel.module.css';

/** Files the run handed over, each version of them, and one in full. */
export function FilesPanel(): ReactElement {
  useTextVersion();
  const { timeline, runId } = useRun();
  const [{ file }, change] = useSelection();
  const files = timeline.deliverables;
  const shown = files.find((one) => one.seq === file);
  if (files.length === 0) return <p className={css.empty}>No files have been handed over.</p>;
  return (
    <div className={css.panel}>
      <ul className={css.list} aria-label="Files">
        {files.map((one) => (
          <li key={one.seq}>
            <FileRow
              file={one}
              selected={one.seq === file}
              onSelect={() =>
                change({ file: one.seq === file ? undefined : one.seq, tab: 'files' }, 'push')
              }
            />
          </li>
        ))}
      </ul>
      {shown?.state === 'captured' && <FilePreview key={shown.seq} runId={runId} file={shown} />}
    </div>
  );
}

interface FileRowProps {
  file: Deliverable;
  selected: boolean;
  onSelect: () => void;
}

function FileRow({ file, selected, onSelect }: FileRowProps): ReactElement {
  if (file.state === 'refused') {
    return (
      <div className={css.refused}>
        <FileX className="icon" aria-hidden="true" />
        <span className={css.name}>
          <UntrustedText text={file.path} limit={200} />
        </span>
        <span className={css.reason}>
          Not taken over: <UntrustedText text={file.reason} limit={300} />
        </span>
      </div>
    );
  }
  const Icon = iconOf(file.path);
  return (
    <button
      type="button"
      className={css.row}
      aria-current={selected ? 'true' : undefined}
      onClick={onSelect}
    >
      <Icon className="icon" aria-hidden="true" />
      <span className={css.name}>
        <UntrustedText text={file.path} limit={200} expandable={false} />
      </span>
      <span className={css.size}>{formatBytes(file.size)}</span>
      <span className={css.hash} title={`sha256 ${file.sha256}`}>
        {file.sha256.slice(0, 6)}…{file.sha256.slice(-4)}
      </span>
    </button>
  );
}

function iconOf(path: string): typeof File {
  if (/\.(csv|tsv)$/i.test(path)) return Table;
  if (/\.(png|jpe?g|gif|webp)$/i.test(path)) return FileImage;
  return /\.(md|txt|json)$/i.test(path) ? FileText : File;
}
