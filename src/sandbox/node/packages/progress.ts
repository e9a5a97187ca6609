/** What an install is doing, told while it does it. */
export type InstallProgress =
  | { step: 'resolving'; name: string }
  /** `bytes` is null where the index does not say them. */
  | { step: 'downloading'; name: string; version: string; fileName: string; bytes: number | null }
  | { step: 'installing'; packages: readonly { name: string; version: string }[] };

export type ShowInstallProgress = (progress: InstallProgress) => void;
