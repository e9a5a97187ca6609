import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sshHost } from '../../../src/hosts/ssh/ssh-host.ts';

test.each([
  ['closes its output and stays', 'exec sleep 1000 >/dev/null'],
  ['floods what it says of errors', 'exec yes flood >&2 2>&2 >/dev/null'],
  ['answers nothing', 'exec sleep 1000'],
])(
  'a machine that %s at the sign-in keeps nobody waiting: not who connects, not who closes',
  async (_what, script) => {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-hostile-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
    const sshProgram = join(folder, 'ssh');
    writeFileSync(sshProgram, `#!/bin/sh\n${script}\n`);
    chmodSync(sshProgram, 0o755);
    const host = sshHost('x', { sshProgram, connectTimeoutMs: 1000, reconnectTimeoutMs: 500 });
    await expect(host.connect()).rejects.toMatchObject({ name: 'HostError' });
    await host.close();
  },
);
