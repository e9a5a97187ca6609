import { parentPort, workerData } from 'node:worker_threads';
import { FRAME, IMAGE_PIECE_BYTES, type RunBegins } from '../../common/frames.ts';
import { Channel } from './channel.ts';
import { CONTROL, type SandboxConfig } from './config.ts';
import { Descriptors } from './descriptors.ts';
import { installDevices } from './devices.ts';
import { limitDisk } from './disk-quota.ts';
import { ERRNO } from './emscripten.ts';
import { describeEnd } from './fault.ts';
import { serveFileRequest } from './file-requests.ts';
import { dropPermissions, removeAmbientPower } from './hygiene.ts';
import { encodeImage, type ImageParts, openImage } from './image-file.ts';
import { createImportGate, LIBRARY_IMPORTS } from './import-gate.ts';
import { restoreInterpreter } from './interpreter.ts';
import { LibraryLoader } from './libraries/load-libraries.ts';
import { OutputWriter } from './output-writer.ts';
import { StandardInput } from './standard-input.ts';
import { createTicker } from './tick.ts';
import type { WasmModule } from './web-assembly.ts';

const { config, control } = workerData as { config: SandboxConfig; control: SharedArrayBuffer };
const words = new Int32Array(control);
const channel = new Channel();
const output = new OutputWriter(channel);
const input = new StandardInput();
const encoder = new TextEncoder();
/** Whether the tick under way has sent batches that its last one must follow. */
let sentPartial = false;
/** Largest batch that the program may send in the middle of a tick. */
let batchBytes = 0;

/** Tells the parent that the interpreter is gone, then waits to be killed. */
function die(reason: string, detail: string): never {
  sendOutput();
  channel.write(FRAME.fault, encoder.encode(JSON.stringify({ reason, detail })));
  for (;;) Atomics.wait(words, CONTROL.never, 0);
}

/** Everything the program has written so far, and how much of it did not fit. */
function sendOutput(): void {
  output.flush();
  const dropped = output.takeDropped();
  if (dropped > 0) channel.write(FRAME.outputCut, encoder.encode(JSON.stringify({ dropped })));
}

const wasm = new Promise<WasmModule>((resolve) => parentPort?.once('message', resolve));
const gate = createImportGate(
  (name) => die('violation', name),
  config.libraries === undefined ? [] : LIBRARY_IMPORTS,
);
const image = openImage(config.imageFd);
const { module, linkage, files, loadMemory } = await restoreInterpreter({
  pyodideDir: config.pyodideDir,
  image,
  wasm,
  gate,
  memoryBytes: config.memoryBytes,
  takeSignal: () => {
    // The same moments get gathered output out of a long loop.
    output.flushIfDue();
    return Atomics.exchange(words, CONTROL.interrupt, 0);
  },
});
const { FS } = module;
const loader = config.libraries === undefined ? null : new LibraryLoader(linkage, config.libraries);

FS.mkdirTree('/workspace');
FS.chdir('/workspace');
installDevices(FS, input, output, {
  send(text) {
    if (text.length > batchBytes) throw new FS.ErrnoError(ERRNO.EINVAL);
    output.flush();
    channel.write(FRAME.partial, text);
    sentPartial = true;
  },
  receive() {
    const bytes = nextBatch();
    if (bytes === null) die('closed', 'the host closed the channel');
    return readPayload(bytes);
  },
  sleep(ms) {
    output.flush();
    if (Atomics.wait(words, CONTROL.interrupt, 0, ms) !== 'timed-out') {
      throw new FS.ErrnoError(ERRNO.EINTR);
    }
  },
});
for (const { path, content, executable } of files) {
  FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
  FS.writeFile(path, content, { canOwn: true });
  if (executable) FS.chmod(path, 0o755);
}
limitDisk(FS, config.diskBytes);
const descriptors = new Descriptors(FS);
removeAmbientPower();
dropPermissions();
loadMemory();

module.HEAP8[module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1;

function readPayload(bytes: number): Uint8Array {
  const payload = new Uint8Array(bytes);
  channel.readInto(payload);
  return payload;
}

/** Serves everything that is no batch; returns the size of the next one, which is still to be read. */
function nextBatch(): number | null {
  for (;;) {
    const frame = channel.nextFrame();
    if (frame === null) return null;
    if (frame.kind === FRAME.batch) return frame.length;
    const payload = readPayload(frame.length);
    if (frame.kind === FRAME.fileRequest) {
      channel.write(FRAME.fileReply, serveFileRequest(FS, payload));
    } else if (frame.kind === FRAME.takeImage && loader !== null) {
      sendImage(loader, JSON.parse(new TextDecoder().decode(payload)) as { paths: string[] });
    } else if (frame.kind === FRAME.input) {
      input.give(payload);
    } else if (frame.kind === FRAME.runBegins) {
      begin(JSON.parse(new TextDecoder().decode(payload)) as RunBegins);
    }
  }
}

/** Sends this interpreter as an image. Between ticks: then everything it is lies in its memory. */
function sendImage(from: LibraryLoader, { paths }: { paths: readonly string[] }): void {
  const kept = paths.map((path) => ({
    path,
    content: FS.readFile(path),
    executable: (FS.stat(path).mode & 0o111) !== 0,
  }));
  const parts: ImageParts = {
    meta: { entry: image.meta.entry, link: from.record() },
    glue: image.readGlue(),
    files: kept,
  };
  for (const part of encodeImage(module.HEAPU8, parts)) {
    for (let at = 0; at < part.length; at += IMAGE_PIECE_BYTES) {
      channel.write(FRAME.image, part.subarray(at, at + IMAGE_PIECE_BYTES));
    }
  }
  channel.write(FRAME.image, new Uint8Array());
}

function begin({ outputBytes, batchBytes: most, asProcess = false }: RunBegins): void {
  descriptors.restore();
  if (asProcess) descriptors.save();
  input.give(new Uint8Array());
  output.begin(outputBytes, asProcess);
  batchBytes = most;
  // An interrupt that came after its run had ended is not for this one.
  Atomics.store(words, CONTROL.interrupt, 0);
}

const tick = createTicker(module, image.meta.entry);

const boot = encoder.encode('[["boot"]]');
tick(
  boot.length,
  (memory) => memory.set(boot),
  () => {},
);
channel.write(FRAME.ready, new Uint8Array());

const fill = (memory: Uint8Array): void => channel.readInto(memory);
const send = (answer: Uint8Array, more: boolean): void => {
  sendOutput();
  channel.write(more ? FRAME.partial : FRAME.batch, answer);
  sentPartial = more;
};

try {
  for (;;) {
    const batch = nextBatch();
    if (batch === null) process.exit(0);
    sentPartial = false;
    tick(batch, fill, send);
    sendOutput();
    // What was sent inside the tick counts as said only once the tick is over.
    if (sentPartial) channel.write(FRAME.batch, encoder.encode('[]'));
  }
} catch (error) {
  const { reason, detail } = describeEnd(error);
  die(reason, detail);
}
