/** What a machine offers, found out when it is connected. */
export interface HostFacts {
  /** As `uname -s` says, lower case: `linux`, `darwin`. */
  platform: string;
  /** The user's home, absolute. */
  home: string;
  user: string;
  /** What does the work over there, best first: `node` for this machine, else as found. */
  helper: 'node' | 'python3' | 'perl' | 'sh';
}

export type ConnectionChange =
  | { state: 'connected'; helper: HostFacts['helper'] }
  | { state: 'disconnected'; reason: string };

/** A port that leads to another machine. */
export interface Tunnel extends AsyncDisposable {
  /** Where to connect, on the machine that the tunnel begins on: `127.0.0.1` there. */
  readonly port: number;
  /** Resolves with the reason where a broken connection came back and the tunnel did not. */
  readonly lost?: Promise<string>;
  close(): Promise<void>;
}
