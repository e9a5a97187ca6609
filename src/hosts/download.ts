import type { TransferProgress } from './files.ts';

export interface DownloadOptions {
  /** What the content must hash to: 64 hexadecimal digits. Default: not checked. */
  sha256?: string;
  /** Default 4 GiB. */
  maxBytes?: number;
  /** Tries after the first one, for what may go better next time. Default 3. */
  retries?: number;
  onProgress?: (progress: TransferProgress) => void;
  signal?: AbortSignal;
}

export interface DownloadResult {
  size: number;
  sha256: string;
}
