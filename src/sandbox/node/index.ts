export { resolveAssetPath } from './asset-path.ts';
export {
  createNodeSession,
  type NodeSession,
  type NodeSessionOptions,
  type RunPtcRequest,
  type SessionEnvelope,
} from './create-node-session.ts';
export type { Envelope } from './envelope.ts';
export { SessionFileError } from './file-requests.ts';
export type { HostCall, HostCallAnswer, HostCallHandler } from './host-calls.ts';
export type { Isolation, IsolationLayer } from './isolation.ts';
export type { LauncherChoice } from './launcher.ts';
export {
  type ConnectHostOptions,
  connectHost,
  type HostSession,
} from './ndjson/client/connect-host.ts';
export { HostError, type HostErrorCode } from './ndjson/client/host-error.ts';
export type { HostRunRequest } from './ndjson/client/host-programs.ts';
export { resolveNodeHostPath } from './ndjson/host/host-path.ts';
export { NetworkError, type NetworkErrorCode } from './network/network-error.ts';
export type { InstallPythonPackagesOptions, InstallResult } from './packages/install-packages.ts';
export { PackageError, type PackageErrorCode } from './packages/package-error.ts';
export type { InstallProgress } from './packages/progress.ts';
export { DEFAULT_WORKSPACE_DIR } from './sandbox.ts';
export { SandboxDied, SandboxStartError } from './sandbox-end.ts';
export type { ShellOptions } from './shell/session-shell.ts';
export type { ShellResult } from './shell/shell-result.ts';
