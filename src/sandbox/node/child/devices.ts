import { FRAME } from '../../common/frames.ts';
import { type DeviceOps, type EmscriptenFs, ERRNO } from './emscripten.ts';
import type { OutputWriter } from './output-writer.ts';
import type { StandardInput } from './standard-input.ts';

const MAJOR = 99;
/** The length of an answer is told in one read of at most so many digits. */
const LENGTH_DIGITS = 16;

/** What the host device can do for Python; see `guest/host.py` for the commands. */
export interface HostDoor {
  /** Sends a batch to the host. */
  send(text: Uint8Array): void;
  /** Blocks until the host's next batch and returns it. */
  receive(): Uint8Array;
  /** Waits; throws EINTR when an interrupt comes first. */
  sleep(ms: number): void;
}

/**
 * Replaces the terminal devices that Emscripten opens on the host's own descriptors: standard input
 * is what the run was given, output goes to the writer, and one device leads to the host.
 */
export function installDevices(
  fs: EmscriptenFs,
  input: StandardInput,
  output: OutputWriter,
  door: HostDoor,
): void {
  for (const fd of [2, 1, 0]) {
    const stream = fs.streams[fd];
    if (stream) fs.close(stream);
  }
  for (const name of ['stdin', 'stdout', 'stderr', 'tty', 'tty1']) fs.unlink(`/dev/${name}`);
  const notSeekable = (): never => {
    throw new fs.ErrnoError(ERRNO.ESPIPE);
  };
  const add = (minor: number, name: string, ops: DeviceOps): void => {
    const dev = fs.makedev(MAJOR, minor);
    fs.registerDevice(dev, { open() {}, close() {}, llseek: notSeekable, ...ops });
    fs.mkdev(`/dev/${name}`, 0o666, dev);
  };
  const writer = (kind: typeof FRAME.stdout | typeof FRAME.stderr): DeviceOps => ({
    write(_stream, buffer, offset, length) {
      const taken = output.write(kind, bytesOf(buffer, offset, length));
      if (taken === 0 && length > 0) throw new fs.ErrnoError(ERRNO.EPIPE);
      return taken;
    },
  });
  add(0, 'stdin', {
    read: (_stream, buffer, offset, length) => input.read(bytesOf(buffer, offset, length)),
  });
  add(1, 'stdout', writer(FRAME.stdout));
  add(2, 'stderr', writer(FRAME.stderr));
  add(3, 'causeway', hostDevice(fs, door));
  for (const [name, flags] of [
    ['stdin', 'r'],
    ['stdout', 'w'],
    ['stderr', 'w'],
  ] as const) {
    fs.open(`/dev/${name}`, flags);
  }
  for (const name of Object.keys(fs.filesystems)) {
    if (name !== 'MEMFS') delete fs.filesystems[name];
  }
}

function hostDevice(fs: EmscriptenFs, door: HostDoor): DeviceOps {
  let answer: Uint8Array | null = null;
  let at = 0;
  return {
    write(_stream, buffer, offset, length) {
      const bytes = bytesOf(buffer, offset, length);
      const command = String.fromCharCode(bytes[0] ?? 0);
      const rest = bytes.subarray(1);
      if (command === 'S') {
        door.sleep(Number(Buffer.from(rest).toString('latin1')));
      } else if (command === 'W' || command === 'X') {
        door.send(rest);
        answer = null;
        at = command === 'X' ? -1 : 0;
      } else {
        throw new fs.ErrnoError(ERRNO.EINVAL);
      }
      return length;
    },
    read(_stream, buffer, offset, length) {
      // The first read after an exchange tells the answer's length, those after it its bytes.
      if (at === -1) {
        if (length < LENGTH_DIGITS) throw new fs.ErrnoError(ERRNO.EINVAL);
        answer = door.receive();
        at = 0;
        const digits = Buffer.from(String(answer.length), 'latin1');
        bytesOf(buffer, offset, length).set(digits);
        return digits.length;
      }
      if (answer === null) return 0;
      const part = answer.subarray(at, at + length);
      bytesOf(buffer, offset, length).set(part);
      at += part.length;
      if (at >= answer.length) answer = null;
      return part.length;
    },
  };
}

/** Emscripten hands devices the heap as signed bytes; views it as plain ones. */
function bytesOf(buffer: Int8Array, offset: number, length: number): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
}
