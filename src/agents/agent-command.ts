/** What to start as an agent. */
export interface AgentCommand {
  /** The program and its arguments, as they are. */
  command: readonly [string, ...string[]];
  /** Variables beside those the host has and those of the session. */
  env?: Readonly<Record<string, string>>;
  /** Absolute. Default: the workdir. */
  cwd?: string;
  /** Name of the preset that made the command. */
  preset?: string;
}
