import { Buffer } from 'node:buffer';
import { HostError } from '../host-error.ts';
import type { TarMember } from './tar-header.ts';

const KINDS: Readonly<Record<string, string>> = {
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '5': 'folder',
  '6': 'fifo',
  '7': 'file',
};

/**
 * Says of one member after the other whether it lands inside of the folder that an archive is
 * unpacked into. A symbolic link may lead anywhere; no later member may go through it.
 */
export class MemberRules {
  readonly #links = new Set<string>();

  /** The member under its plain name; undefined for the folder itself. Throws `unsafe_path`. */
  check(member: TarMember): TarMember | undefined {
    const kind = KINDS[member.type];
    if (!kind) throw unsafe(member.name, `it is of the kind ${JSON.stringify(member.type)}`);
    const name = this.#inside(member.name, member.name);
    if (name === '') {
      if (kind === 'folder') return undefined;
      throw unsafe(member.name, 'it would stand in the place of the folder');
    }
    if (this.#links.has(name)) throw unsafe(member.name, 'a link has that name');
    let linkName = '';
    if (kind === 'link') {
      linkName = this.#inside(member.linkName, member.name);
      if (this.#links.has(linkName)) throw unsafe(member.name, 'it is a link to a link');
    } else if (kind === 'symlink') {
      linkName = member.linkName;
      this.#links.add(name);
    }
    const type = kind === 'file' ? '0' : member.type;
    const size = kind === 'file' ? member.size : 0;
    return { name, type, size, mode: member.mode & 0o777, mtime: member.mtime, linkName };
  }

  #inside(path: string, shown: string): string {
    if (path.startsWith('/')) throw unsafe(shown, 'its path is absolute');
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    if (names.includes('..')) throw unsafe(shown, 'its path has ".." in it');
    for (let length = 1; length < names.length; length += 1) {
      if (this.#links.has(names.slice(0, length).join('/'))) {
        throw unsafe(shown, 'its path leads through a link');
      }
    }
    return names.join('/');
  }
}

function unsafe(name: string, reason: string): HostError {
  const shown = JSON.stringify(Buffer.from(name, 'latin1').toString());
  return new HostError('unsafe_path', `The archive is refused for its member ${shown}: ${reason}.`);
}
