export type { CommandOptions, CommandResult, HostCommand } from './command.ts';
export type { ConnectionChange, HostFacts, Tunnel } from './connection.ts';
export type { DownloadOptions, DownloadResult } from './download.ts';
export type {
  ByteSource,
  Capture,
  CaptureFault,
  CaptureRequest,
  FetchOptions,
  PutOptions,
  PutResult,
  TransferProgress,
} from './files.ts';
export type {
  FollowBatch,
  FollowedLine,
  Follower,
  FollowOptions,
  FollowPosition,
} from './follower.ts';
export type { Host } from './host.ts';
export { HostError, type HostErrorCode } from './host-error.ts';
export { localHost } from './local/local-host.ts';
export type {
  HostProcess,
  LaunchRequest,
  ProcessExit,
  ProcessRecord,
  StopOptions,
  StopReport,
} from './process.ts';
export { sshHost } from './ssh/ssh-host.ts';
export type { SshHostOptions } from './ssh/ssh-options.ts';
export type { Workdir, WorkdirOptions } from './workdir.ts';
