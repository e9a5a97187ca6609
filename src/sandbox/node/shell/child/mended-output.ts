import { posix } from 'node:path';
import type { Command, ExecResult } from 'just-bash';
import { PIPE_BYTES } from '../messages.ts';
import { type DeviceFiles, ENDLESS_BYTES, isEndless } from './device-files.ts';
import type { ShellLibrary } from './library.ts';

const NOT_HERE: ExecResult = { stdout: '', stderr: '', exitCode: 127 };
const UNITS: Record<string, number> = { '': 1, b: 512, kB: 1e3, MB: 1e6, GB: 1e9 };
for (const [place, unit] of ['K', 'M', 'G'].entries()) {
  UNITS[unit] = UNITS[`${unit}iB`] = 1024 ** (place + 1);
}
/** In a format, and in what `%b` writes. */
const ESCAPE = {
  format: /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|.)/gs,
  value: /\\(?:x([0-9a-fA-F]{1,2})|(0?[0-7]{1,3})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|.)/gs,
};
const CONVERSION = /%(?:%|[-+ #0']*(\*|\d+)?(?:\.(\*|\d*))?([a-zA-Z]))/g;
const MORE_THAN_ASCII = 0x80;
const HIGHEST_CODE_POINT = 0x10ffff;

/** Commands of the library that write other bytes, or fewer, than they are asked for. */
export function mendedOutput(library: ShellLibrary, devices: DeviceFiles): Command[] {
  const { defineCommand, bytesOutput, unsafeBytesFromLatin1 } = library;
  return [
    // The library's writes single bytes above 127 as characters.
    defineCommand('printf', async (args, { origCommand }) => {
      const [format = '', ...values] = args[0] === '--' ? args.slice(1) : args;
      const kinds = kindsOf(format);
      const patternOf = (place: number): RegExp | undefined =>
        place === 0
          ? ESCAPE.format
          : kinds[(place - 1) % kinds.length] === 'b'
            ? ESCAPE.value
            : undefined;
      const words = [format, ...values].map((text, place) => ({ text, pattern: patternOf(place) }));
      if (
        origCommand === undefined ||
        format === '-v' ||
        !words.some(({ text, pattern }) => pattern !== undefined && hasHighByte(text, pattern))
      ) {
        return origCommand?.(args) ?? NOT_HERE;
      }
      const given = words.map(({ text, pattern }) =>
        pattern === undefined ? asBytes(text) : unescaped(asBytes(text), pattern),
      );
      const { stdout, ...rest } = await origCommand(['--', ...given]);
      return { ...rest, ...bytesOutput(unsafeBytesFromLatin1(String(stdout))) };
    }),
    // The library's reads no units, and of a device without an end what that gives at a time.
    defineCommand('head', async (args, { origCommand, cwd }) => {
      const counted = withNumbers(args);
      const bytes = askedBytes(counted);
      const endless = counted.find((word) => isEndless(posix.resolve(cwd, word)));
      if (endless !== undefined && bytes > PIPE_BYTES) {
        const most = PIPE_BYTES.toLocaleString('en');
        const stderr = `head: ${endless}: no more than ${most} bytes at once\n`;
        return { stdout: '', stderr, exitCode: 1 };
      }
      devices.endlessBytes = Math.max(ENDLESS_BYTES, bytes);
      try {
        return (await origCommand?.(counted)) ?? NOT_HERE;
      } finally {
        devices.endlessBytes = ENDLESS_BYTES;
      }
    }),
  ];
}

/** What each value of a format is used for. */
function kindsOf(format: string): string[] {
  return [...format.matchAll(CONVERSION)].flatMap(([, width, precision, kind]) => [
    ...[width, precision].filter((one) => one === '*').map(() => '*'),
    ...(kind === undefined ? [] : [kind]),
  ]);
}

function hasHighByte(text: string, pattern: RegExp): boolean {
  return [...text.matchAll(pattern)].some(
    ([, hex, octal]) => byteOf(hex, octal) >= MORE_THAN_ASCII,
  );
}

/** Its escapes above 127 as the bytes they stand for, the others as they are. */
function unescaped(text: string, pattern: RegExp): string {
  return text.replace(pattern, (whole, hex, octal, short, long) => {
    const byte = byteOf(hex, octal);
    if (byte >= MORE_THAN_ASCII) return String.fromCharCode(byte & 0xff);
    const point = Number.parseInt(short ?? long ?? '0', 16);
    const isHigh = point >= MORE_THAN_ASCII && point <= HIGHEST_CODE_POINT;
    return isHigh ? asBytes(String.fromCodePoint(point)) : whole;
  });
}

function byteOf(hex: string | undefined, octal: string | undefined): number {
  return hex === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(hex, 16);
}

/** Text whose characters are the bytes of another. */
function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** `-c 1M` with the number that it means. */
function withNumbers(args: readonly string[]): string[] {
  return args.map((word, place) => {
    const isValue = place > 0 && /^-[cn]$/.test(args[place - 1] ?? '');
    const [, option = '', digits = '', unit = ''] =
      /^(-[cn]|--(?:bytes|lines)=|)(\d+)([A-Za-z]+)$/.exec(word) ?? [];
    const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (factor === undefined || digits === '' || (option === '' && !isValue)) return word;
    return `${option}${Number(digits) * factor}`;
  });
}

function askedBytes(args: readonly string[]): number {
  const given = args.map((word, place) =>
    args[place - 1] === '-c' ? word : (/^(?:-c|--bytes=)(\d+)$/.exec(word)?.[1] ?? '0'),
  );
  return Math.max(0, ...given.map((text) => Number.parseInt(text, 10) || 0));
}
