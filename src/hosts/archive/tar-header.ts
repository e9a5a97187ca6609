import { Buffer } from 'node:buffer';

/** Bytes of a header, and what every content is filled up to. */
export const BLOCK = 512;

/** A member of a tar archive. Names are bytes, one to a character (`latin1`). */
export interface TarMember {
  name: string;
  /** As in the header: `0` file, `1` hard link, `2` symbolic link, `5` folder, others. */
  type: string;
  size: number;
  mode: number;
  /** Seconds since the epoch. */
  mtime: number;
  linkName: string;
}

/** Reads a header; throws for a block that is none. */
export function readTarHeader(block: Buffer): TarMember {
  if (checksumOf(block) !== numberAt(block, 148, 8)) {
    throw new Error('It is no tar archive, or damaged.');
  }
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: block.toString('latin1', 156, 157).replace('\0', '0'),
    size: numberAt(block, 124, 12),
    mode: numberAt(block, 100, 8),
    mtime: numberAt(block, 136, 12),
    linkName: textAt(block, 157, 100),
  };
}

/** A member's header, with those for long names before it; the same for every reader of tar. */
export function writeTarHeader(member: TarMember): Buffer {
  return Buffer.concat([
    ...longName('L', member.name),
    ...longName('K', member.linkName),
    headerBlock(member),
  ]);
}

/** How many bytes fill a content of `size` bytes up. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function longName(type: 'L' | 'K', name: string): Buffer[] {
  if (name.length <= 100) return [];
  const content = Buffer.from(`${name}\0`, 'latin1');
  const { length: size } = content;
  const member = { name: '././@LongLink', type, size, mode: 0, mtime: 0, linkName: '' };
  return [headerBlock(member), content, Buffer.alloc(paddingOf(size))];
}

function headerBlock({ name, type, size, mode, mtime, linkName }: TarMember): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name.slice(0, 100), 0, 'latin1');
  block.write(octal(mode, 8), 100, 'latin1');
  block.write(octal(0, 8), 108, 'latin1');
  block.write(octal(0, 8), 116, 'latin1');
  if (size < 0o100000000000) block.write(octal(size, 12), 124, 'latin1');
  else block.writeUInt8(0x80, 124);
  if (size >= 0o100000000000) block.writeBigUInt64BE(BigInt(size), 128);
  block.write(octal(Math.max(0, Math.floor(mtime)), 12), 136, 'latin1');
  block.write(type, 156, 'latin1');
  block.write(linkName.slice(0, 100), 157, 'latin1');
  block.write('ustar  \0', 257, 'latin1');
  block.write(`${octal(checksumOf(block), 7)} `, 148, 'latin1');
  return block;
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}

function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}

function textAt(block: Buffer, at: number, length: number): string {
  const text = block.toString('latin1', at, at + length);
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

function numberAt(block: Buffer, at: number, length: number): number {
  if (((block[at] ?? 0) & 0x80) !== 0) {
    if (
      block.subarray(at, at + length - 8).some((byte, index) => byte !== (index === 0 ? 0x80 : 0))
    ) {
      throw new Error('It is no tar archive, or damaged.');
    }
    return Number(block.readBigUInt64BE(at + length - 8));
  }
  const text = textAt(block, at, length).trim();
  if (!/^[0-7]*$/.test(text)) throw new Error('It is no tar archive, or damaged.');
  return Number.parseInt(text || '0', 8);
}
