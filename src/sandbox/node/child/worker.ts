import { workerData } from 'node:worker_threads';
import { FRAME } from '../../common/frames.ts';
import { Channel } from './channel.ts';
import { CONTROL, type SandboxConfig } from './config.ts';
import { installDevices } from './devices.ts';
import { limitDisk } from './disk-quota.ts';
import { ERRNO } from './emscripten.ts';
import { describeEnd } from './fault.ts';
import { serveFileRequest } from './file-requests.ts';
import { dropPermissions, removeAmbientPower } from './hygiene.ts';
import { openImage } from './image-file.ts';
import { createImportGate } from './import-gate.ts';
import { restoreInterpreter } from './interpreter.ts';
import { OutputWriter } from './output-writer.ts';
import { createTicker } from './tick.ts';

const { config, control } = workerData as { config: SandboxConfig; control: SharedArrayBuffer };
const words = new Int32Array(control);
const channel = new Channel();
const output = new OutputWriter(channel);
const encoder = new TextEncoder();

/** Tells the parent that the interpreter is gone, then waits to be killed. */
function die(reason: string, detail: string): never {
  channel.write(FRAME.fault, encoder.encode(JSON.stringify({ reason, detail })));
  for (;;) Atomics.wait(words, CONTROL.never, 0);
}

const gate = createImportGate((name) => die('violation', name));
const image = openImage(config.imageFd);
const module = await restoreInterpreter({
  pyodideDir: config.pyodideDir,
  image,
  gate,
  memoryBytes: config.memoryBytes,
});
const { FS } = module;

FS.mkdirTree('/workspace');
FS.chdir('/workspace');
installDevices(FS, output, {
  send(text) {
    output.flush();
    channel.write(FRAME.batch, text);
  },
  receive: () => nextBatch() ?? die('host gone', 'the host closed the channel'),
  sleep(ms) {
    output.flush();
    if (Atomics.wait(words, CONTROL.interrupt, 0, ms) !== 'timed-out') {
      throw new FS.ErrnoError(ERRNO.EINTR);
    }
  },
});
limitDisk(FS, config.diskBytes);

// Python looks at this byte now and then and raises the signal it finds; gathered output uses the
// same moments to get out of a long loop.
const signal = new Uint8Array(control, CONTROL.interrupt * 4, 1);
module.Py_EmscriptenSignalBuffer = new Proxy(signal, {
  get(target, key) {
    if (key === '0') output.flushIfDue();
    return Reflect.get(target, key, target);
  },
  set: (target, key, value) => Reflect.set(target, key, value, target),
});
module.HEAP8[module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1;

/** Serves everything that is no batch; returns the payload of the next batch. */
function nextBatch(): Uint8Array | null {
  for (;;) {
    const frame = channel.nextFrame();
    if (frame === null) return null;
    const payload = new Uint8Array(frame.length);
    channel.readInto(payload);
    if (frame.kind === FRAME.batch) return payload;
    if (frame.kind === FRAME.fileRequest) {
      channel.write(FRAME.fileReply, serveFileRequest(FS, payload));
    } else if (frame.kind === FRAME.runBegins) {
      const { outputBytes } = JSON.parse(new TextDecoder().decode(payload));
      output.begin(outputBytes);
    }
  }
}

const tick = createTicker(module, image.meta.entry);

tick(encoder.encode('[["boot"]]'), () => {});
removeAmbientPower();
dropPermissions();
gate.lock();
channel.write(FRAME.ready, new Uint8Array());

try {
  for (;;) {
    const batch = nextBatch();
    if (batch === null) process.exit(0);
    // An interrupt that came between two ticks was meant for what has ended since.
    Atomics.store(words, CONTROL.interrupt, 0);
    tick(batch, (answer) => {
      output.flush();
      const dropped = output.takeDropped();
      if (dropped > 0) {
        channel.write(FRAME.outputCut, encoder.encode(JSON.stringify({ dropped })));
      }
      channel.write(FRAME.batch, answer);
    });
    output.flush();
  }
} catch (error) {
  const { reason, detail } = describeEnd(error);
  die(reason, detail);
}
