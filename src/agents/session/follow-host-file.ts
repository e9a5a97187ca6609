import type { Follower, FollowOptions } from '../../hosts/follower.ts';
import type { Host } from '../../hosts/host.ts';

/** Follows a file; a host that can't even begin gives a follower that fails when it is read. */
export function followHostFile(host: Host, path: string, options: FollowOptions): Follower {
  try {
    return host.follow(path, options);
  } catch (error) {
    return {
      drain: async () => {},
      finish: async () => {},
      stop() {},
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
    };
  }
}
