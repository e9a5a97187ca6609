import { appendFile, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import type { HostFacts, Tunnel } from '../connection.ts';
import { fileError } from '../file-error.ts';
import type { Host } from '../host.ts';
import { HostError } from '../host-error.ts';
import { launchProgram } from '../process/launch-program.ts';
import { attachToProgram } from '../process/launched-process.ts';
import { openWorkdir } from '../workdir/open-workdir.ts';
import { followFile } from './follow-file.ts';
import { localPath } from './local-path.ts';
import { runCommand } from './run-command.ts';
import { spawnChannel } from './spawn-channel.ts';

/** This machine as a host. */
export function localHost(): Host {
  const closing = new AbortController();
  const { signal } = closing;
  const open = (): void => {
    if (signal.aborted) throw new HostError('host_closed', 'This host was closed; make another');
  };
  const facts: HostFacts = {
    platform: process.platform,
    home: homedir(),
    user: userInfo().username,
    helper: 'node',
  };
  return {
    kind: 'local',
    name: 'local',
    async connect() {
      open();
      return facts;
    },
    onConnection: () => () => {},
    async openWorkdir(options) {
      open();
      return await openWorkdir(spawnChannel, options);
    },
    async run(command, options) {
      open();
      return await runCommand(command, options);
    },
    async launch(request) {
      open();
      const cwd = localPath(request.cwd);
      const stateFolder = localPath(request.stateFolder);
      return await launchProgram(spawnChannel, { ...request, cwd, stateFolder }, { signal });
    },
    async attach(record) {
      open();
      return await attachToProgram(spawnChannel, record, signal);
    },
    follow(path, options) {
      open();
      return followFile(localPath(path), options);
    },
    async writeFile(path, content, { mode = 0o644, exclusive = false } = {}) {
      open();
      const target = localPath(path);
      try {
        if (exclusive) return await writeFile(target, content, { mode, flag: 'wx' });
        const made = `${target}.${crypto.randomUUID()}`;
        await writeFile(made, content, { mode, flag: 'wx' });
        await rename(made, target);
      } catch (fault) {
        throw fileError(fault, 'write', target);
      }
    },
    async appendFile(path, content) {
      open();
      const target = localPath(path);
      await appendFile(target, content).catch((fault: unknown) => {
        throw fileError(fault, 'add to', target);
      });
    },
    async put() {
      throw new HostError('not_found', 'put is not there yet');
    },
    async fetch(path, { maxBytes = 67_108_864 } = {}) {
      open();
      const target = localPath(path);
      try {
        if ((await stat(target)).size > maxBytes) {
          throw new HostError('file_too_large', `${target} has more than ${maxBytes} bytes`);
        }
        return await readFile(target);
      } catch (fault) {
        throw fileError(fault, 'read', target);
      }
    },
    async capture() {
      throw new HostError('not_found', 'capture is not there yet');
    },
    async glob() {
      throw new HostError('not_found', 'glob is not there yet');
    },
    archive() {
      throw new HostError('not_found', 'archive is not there yet');
    },
    async restore() {
      throw new HostError('not_found', 'restore is not there yet');
    },
    forward: async (port) => tunnelTo(port),
    async expose(port, { remotePort = port } = {}) {
      if (remotePort === port) return tunnelTo(port);
      throw new HostError(
        'command_failed',
        `On this machine port ${port} is itself and can't also be ${remotePort}; leave remotePort out`,
      );
    },
    async download() {
      throw new HostError('not_found', 'download is not there yet');
    },
    async remove(path) {
      open();
      const target = localPath(path);
      await rm(target, { recursive: true, force: true }).catch((fault: unknown) => {
        throw fileError(fault, 'remove', target);
      });
    },
    async close() {
      closing.abort();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
    },
  };
}

/** On one machine a port leads to itself. */
function tunnelTo(port: number): Tunnel {
  return { port, async close() {}, async [Symbol.asyncDispose]() {} };
}
