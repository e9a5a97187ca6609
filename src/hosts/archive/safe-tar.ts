import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { HostError } from '../host-error.ts';
import { ByteReader } from './byte-reader.ts';
import { MemberRules } from './member-rules.ts';
import { BLOCK, paddingOf, readTarHeader, type TarMember, writeTarHeader } from './tar-header.ts';

/** Bytes that long names and extended headers may have: many times what a path may. */
const MAX_EXTENSION_BYTES = 1_048_576;
/** Keywords of extended headers that change nothing about where a member lands. */
const HARMLESS = /^(?:[acm]time|[ug]id|[ug]name|comment|SCHILY\.|LIBARCHIVE\.)/;

/**
 * Takes a gzipped tar archive and gives the same members as a plain one whose headers are written
 * here, so that no reader of tar can take them for something else. Throws `unsafe_path` for a member
 * that would land outside, before any of it is given; `io_failed` for what is no such archive.
 */
export async function* safeTar(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  const gunzip = createGunzip();
  const unpacked = pipeline(Readable.from(source), gunzip);
  // The same error ends the reading below.
  unpacked.catch(() => {});
  const reader = new ByteReader(gunzip);
  try {
    const rules = new MemberRules();
    for (;;) {
      const found = await nextMember(reader);
      if (!found) break;
      const member = rules.check(found);
      if (member) yield writeTarHeader(member);
      for await (const piece of reader.pieces(found.size)) if (member?.size) yield piece;
      const padding = await reader.take(paddingOf(found.size));
      if (member?.size) yield padding;
    }
    yield Buffer.alloc(2 * BLOCK);
  } catch (error) {
    if (error instanceof HostError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HostError('io_failed', `The archive can't be read: ${reason}`, { cause: error });
  } finally {
    gunzip.destroy();
    await reader.close();
  }
}

async function nextMember(reader: ByteReader): Promise<TarMember | undefined> {
  const overrides: Partial<TarMember> = {};
  for (;;) {
    const block = await reader.take(BLOCK);
    if (block.every((byte) => byte === 0)) return undefined;
    const member = readTarHeader(block);
    switch (member.type) {
      case 'L':
        overrides.name = (await extension(reader, member)).split('\0')[0] ?? '';
        break;
      case 'K':
        overrides.linkName = (await extension(reader, member)).split('\0')[0] ?? '';
        break;
      case 'x':
        Object.assign(overrides, extended(await extension(reader, member)));
        break;
      case 'g':
        if (Object.keys(extended(await extension(reader, member))).length > 0) {
          throw new Error('It has names for all of its members.');
        }
        break;
      default:
        return { ...member, ...overrides };
    }
  }
}

async function extension(reader: ByteReader, { size }: TarMember): Promise<string> {
  if (size > MAX_EXTENSION_BYTES) throw new Error('A name in it is too long.');
  const content = await reader.take(size + paddingOf(size));
  return content.toString('latin1', 0, size);
}

/** What the records of an extended header, `LENGTH KEY=VALUE\n` each, say of the next member. */
function extended(content: string): Partial<TarMember> {
  const overrides: Partial<TarMember> = {};
  for (let at = 0; at < content.length; ) {
    const [head, digits] = /^(\d{1,7}) /.exec(content.slice(at, at + 8)) ?? [];
    const record = content.slice(at, at + Number(digits));
    const equals = record.indexOf('=');
    if (!head || equals === -1 || !record.endsWith('\n')) throw new Error('It is damaged.');
    const key = record.slice(head.length, equals);
    const value = record.slice(equals + 1, -1);
    if (key === 'path') overrides.name = value;
    else if (key === 'linkpath') overrides.linkName = value;
    else if (key === 'size' && /^\d{1,15}$/.test(value)) overrides.size = Number(value);
    else if (!HARMLESS.test(key)) throw new Error(`It has headers of the kind ${key}.`);
    at += record.length;
  }
  return overrides;
}
