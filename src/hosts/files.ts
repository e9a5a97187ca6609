/** What to copy: a path on this machine, bytes, or a stream. */
export type ByteSource = { path: string } | Uint8Array | AsyncIterable<Uint8Array>;

export interface TransferProgress {
  bytes: number;
  /** Absent when nobody knows. */
  totalBytes?: number;
}

export interface PutOptions {
  mode?: number;
  /** Transfer nothing when the target has these bytes. Default false. */
  skipIfUnchanged?: boolean;
  onProgress?: (progress: TransferProgress) => void;
  signal?: AbortSignal;
}

export interface PutResult {
  /** False when the target had the same bytes. */
  transferred: boolean;
  size: number;
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
}

export interface FetchOptions {
  /** Default 64 MiB. */
  maxBytes?: number;
  onProgress?: (progress: TransferProgress) => void;
  signal?: AbortSignal;
}

export interface CaptureRequest {
  /** The folder that the file must lie in: absolute, with no link in it, as `Workdir.path` is. */
  root: string;
  /** Relative to it; no `..`. */
  path: string;
  maxBytes: number;
  /** Takes the bytes in order as they are read. */
  write(piece: Uint8Array): void | Promise<void>;
  signal?: AbortSignal;
}

/** Why a file was not captured. */
export type CaptureFault =
  | 'not_found'
  | 'not_regular'
  | 'symbolic_link'
  | 'hard_link'
  | 'outside'
  | 'too_large'
  | 'no_permission'
  | 'changed_path';

/** What came of a capture. Bytes that were written before a refusal must be thrown away. */
export type Capture =
  | {
      ok: true;
      size: number;
      sha256: string;
      /** False when the file was being changed while it was read. */
      stable: boolean;
    }
  | { ok: false; fault: CaptureFault; reason: string };
