import type { OpenChannel } from '../ssh/channel.ts';
import type { HelperKind } from './helper-program.ts';

/** A machine as far as its helper programs need it. */
export interface RemoteMachine {
  open: OpenChannel;
  helper: HelperKind;
  /** What `~/` stands for in a path. Default: nothing, paths are absolute. */
  home?: string;
}
