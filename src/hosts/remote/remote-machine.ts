import type { OpenChannel } from '../ssh/channel.ts';
import type { HelperKind } from './helper-program.ts';

/** A machine as far as its helper programs need it. */
export interface RemoteMachine {
  open: OpenChannel;
  helper: HelperKind;
  /** The file of the helper's interpreter. Default: the first on the machine's PATH. */
  interpreter?: string;
  /** What `~/` stands for in a path. Default: nothing, paths are absolute. */
  home?: string;
}
