import type { DownloadOptions } from '../download.ts';
import { shownUrl } from '../download-rules.ts';
import { HostError, type HostErrorCode } from '../host-error.ts';

/** Why a try to download came to nothing. */
export interface DownloadFault {
  /** Whether another try may go better. */
  again: boolean;
  error: HostError;
}

/** What was asked for. */
interface Asked extends DownloadOptions {
  url: string;
  target: string;
}

interface Row {
  again: boolean;
  code: HostErrorCode;
  why(asked: Asked, detail: string): string;
}

const rows: Readonly<Record<string, Row>> = {
  unreachable: failed(true, () => 'its server could not be reached'),
  cut: failed(true, () => 'the connection ended before the file was whole'),
  silent: failed(true, () => 'its server fell silent'),
  redirects: failed(false, () => 'it leads from one address to the next without end'),
  certificate: failed(false, () => "its server's certificate is not trusted on that machine"),
  refused_url: failed(false, () => 'it leads to an address that is not http or https'),
  failed: failed(false, (_, detail) => `the program that downloads ended with ${detail}`),
  too_large: row(
    'file_too_large',
    ({ maxBytes }) => `it has more than ${maxBytes ?? '4 GiB'} bytes`,
  ),
  checksum: row(
    'checksum_mismatch',
    ({ sha256 }, found) => `its SHA-256 is ${found}, not ${sha256?.toLowerCase()}`,
  ),
  no_disk: row('no_disk', ({ target }) => `the disk of ${JSON.stringify(target)} is full`),
  no_permission: row(
    'no_permission',
    ({ target }) => `the user over there may not write ${JSON.stringify(target)}`,
  ),
  is_folder: row(
    'file_exists',
    ({ target }) => `${JSON.stringify(target)} is a folder; name a file in it`,
  ),
};

/** What a program's word for a failure means; `detail` is what stood behind it. */
export function downloadFault(word: string, detail: string, asked: Asked): DownloadFault {
  const row =
    word === 'status' ? statusRow(detail) : rows[Object.hasOwn(rows, word) ? word : 'failed'];
  const why = row?.why(asked, detail) ?? word;
  const text = `Can't download ${shownUrl(asked.url)}: ${why}.`;
  return { again: row?.again ?? false, error: new HostError(row?.code ?? 'download_failed', text) };
}

function statusRow(status: string): Row {
  const again = /^(408|429|5\d\d)$/.test(status);
  return failed(again, () => `its server answered with status ${status}`);
}

function failed(again: boolean, why: Row['why']): Row {
  return { again, code: 'download_failed', why };
}

function row(code: HostErrorCode, why: Row['why']): Row {
  return { again: false, code, why };
}
