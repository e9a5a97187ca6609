import { homedir, userInfo } from 'node:os';
import type { HostFacts, Tunnel } from '../connection.ts';
import type { Host } from '../host.ts';
import { HostError } from '../host-error.ts';
import { launchProgram } from '../process/launch-program.ts';
import { attachToProgram } from '../process/launched-process.ts';
import { openWorkdir } from '../workdir/open-workdir.ts';
import { archiveFolder, restoreFolder } from './archive-folder.ts';
import { captureFile } from './capture-file.ts';
import { downloadFile } from './download-file.ts';
import { findFiles } from './find-files.ts';
import { followFile } from './follow-file.ts';
import { openLocalChannel } from './local-channel.ts';
import { localPath } from './local-path.ts';
import { fetchFile, putFile } from './put-file.ts';
import { runCommand } from './run-command.ts';
import { waitForExit } from './wait-for-exit.ts';
import { appendFile, remove, writeFile } from './write-file.ts';

/** This machine as a host. */
export function localHost(): Host {
  const closing = new AbortController();
  const { signal } = closing;
  const machine = { open: openLocalChannel, waitForExit, signal };
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
      return await openWorkdir(openLocalChannel, options);
    },
    async run(command, options) {
      open();
      return await runCommand(command, options);
    },
    async launch(request) {
      open();
      const cwd = localPath(request.cwd);
      const stateFolder = localPath(request.stateFolder);
      return await launchProgram(machine, { ...request, cwd, stateFolder });
    },
    async attach(record) {
      open();
      return await attachToProgram(machine, record);
    },
    follow(path, options) {
      open();
      return followFile(localPath(path), options);
    },
    async writeFile(path, content, options) {
      open();
      await writeFile(localPath(path), content, options);
    },
    async appendFile(path, content) {
      open();
      await appendFile(localPath(path), content);
    },
    async put(source, target, options) {
      open();
      return await putFile(source, localPath(target), options);
    },
    async fetch(path, options) {
      open();
      return await fetchFile(localPath(path), options);
    },
    async capture(request) {
      open();
      return await captureFile({ ...request, root: localPath(request.root) });
    },
    async glob(pattern, { cwd }) {
      open();
      return await findFiles(pattern, { cwd: localPath(cwd) });
    },
    archive(folder, options) {
      open();
      return archiveFolder(localPath(folder), options);
    },
    async restore(source, folder, options) {
      open();
      await restoreFolder(source, localPath(folder), options);
    },
    forward: async (port) => tunnelTo(port),
    async expose(port, { remotePort = port } = {}) {
      if (remotePort === port) return tunnelTo(port);
      throw new HostError(
        'command_failed',
        `On this machine port ${port} is itself and can't also be ${remotePort}; leave remotePort out`,
      );
    },
    async download(url, target, options) {
      open();
      return await downloadFile(url, localPath(target), options);
    },
    async remove(path) {
      open();
      await remove(localPath(path));
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
