import { closeSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { Limits } from '../../../src/protocol/limits.ts';
import { openInterpreterImage } from '../../../src/sandbox/node/image-cache.ts';
import { chooseLauncher } from '../../../src/sandbox/node/launcher.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { SandboxProcess } from '../../../src/sandbox/node/sandbox-process.ts';

/** A sandbox process without the session around it; `mainFile` may stand in its place. */
export async function openProcess(
  limits: Limits,
  { mainFile, seed }: { mainFile?: URL; seed?: number } = {},
): Promise<SandboxProcess> {
  const files = runtimeFiles();
  const image = await openInterpreterImage({ files });
  const started = await SandboxProcess.start({
    files: {
      ...files,
      ...(mainFile && {
        mainFile: mainFile.pathname,
        // What may be read: the stand-in and what it imports.
        sandboxDir: new URL('../../..', import.meta.url).pathname.replace(/\/$/, ''),
      }),
    },
    image: image.fd,
    launcher: chooseLauncher('none', files),
    config: {
      // Nobody else reads it where another program stands in.
      memoryBytes: seed ?? limits.memoryBytes,
      diskBytes: limits.diskBytes,
      residentBytes: 2 * limits.memoryBytes + 2 ** 30,
    },
    limits,
  });
  if (image.ownedBySandbox) closeSync(image.fd);
  onTestFinished(() => started.kill('closed'));
  return started;
}
