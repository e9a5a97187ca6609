import type { Host } from '../host.ts';
import { hostPath } from '../host-path.ts';
import { launchProgram } from '../process/launch-program.ts';
import { attachToProgram } from '../process/launched-process.ts';
import { watchExits } from '../process/watch-exits.ts';
import { captureRemote } from '../remote/capture-remote.ts';
import { chooseHelper } from '../remote/choose-helper.ts';
import { downloadRemote } from '../remote/download-remote.ts';
import { followRemote } from '../remote/follow-remote.ts';
import type { RemoteMachine } from '../remote/remote-machine.ts';
import { openWorkdir } from '../workdir/open-workdir.ts';
import type { OpenChannel } from './channel.ts';
import { Connection } from './connection.ts';
import { archiveFolder } from './files/archive-folder.ts';
import { fetchFile } from './files/fetch-file.ts';
import { globFiles } from './files/glob-files.ts';
import { putFile } from './files/put-file.ts';
import { restoreFolder } from './files/restore-folder.ts';
import { appendToFile, removePath } from './files/small-changes.ts';
import { LongChannels } from './long-channels.ts';
import { quoteWords } from './quote-word.ts';
import { runCommand } from './run-command.ts';
import { checkTarget, type SshHostOptions } from './ssh-options.ts';
import { Tunnels } from './tunnels.ts';

/**
 * A machine over SSH, reached by the system's `ssh` with the user's own configuration. Throws
 * `host_unknown` for what is no name of a host.
 */
export function sshHost(target: string, options: SshHostOptions = {}): Host {
  checkTarget(target);
  const closing = new AbortController();
  let interpreter: string | undefined;
  const connection = new Connection(target, options, async (openText) => {
    const open: OpenChannel = (argv) => openText(`exec ${quoteWords(argv)}`);
    const chosen = await chooseHelper(open, options.helper);
    interpreter = chosen.interpreter;
    return chosen.helper;
  });
  const tunnels = new Tunnels(connection);
  const open: OpenChannel = (argv, request) => connection.open(`exec ${quoteWords(argv)}`, request);
  const { signal } = closing;
  const another = (): Connection =>
    new Connection(target, options, async () => (await connection.facts()).helper);
  const long = new LongChannels(connection, another);
  const openLong: OpenChannel = (argv, request) => long.open(`exec ${quoteWords(argv)}`, request);
  const programs = { open, signal, waitForExit: watchExits(openLong, signal) };
  const machine = async (): Promise<RemoteMachine> => {
    const { helper, home } = await connection.facts();
    return {
      open,
      helper: helper === 'node' ? 'sh' : helper,
      ...(interpreter !== undefined && { interpreter }),
      home,
    };
  };
  const there = async (path: string, signal?: AbortSignal): Promise<string> =>
    hostPath(path, (await connection.facts(signal)).home);
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all([connection.close(), long.close()]);
  };

  return {
    kind: 'ssh',
    name: target,
    connect: ({ signal } = {}) => connection.facts(signal),
    onConnection: (listener) => connection.onChange(listener),
    openWorkdir: (request) => openWorkdir(open, request),
    run: (command, request) => runCommand(connection, command, request),
    async launch(request) {
      const cwd = await there(request.cwd);
      const stateFolder = await there(request.stateFolder);
      const asked = { ...request, cwd, stateFolder };
      return await launchProgram(programs, asked);
    },
    attach: (record) => attachToProgram(programs, record),
    follow: (path, request) =>
      followRemote(async () => ({ ...(await machine()), open: openLong }), path, request),
    async writeFile(path, content, request) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      await putFile(connection, bytes, await there(path), request);
    },
    appendFile: async (path, content) => appendToFile(connection, await there(path), content),
    put: async (source, path, request) =>
      putFile(connection, source, await there(path, request?.signal), request),
    fetch: async (path, request) =>
      fetchFile(connection, await there(path, request?.signal), request),
    async capture(request) {
      const root = await there(request.root, request.signal);
      return await captureRemote(await machine(), { ...request, root });
    },
    glob: async (pattern, { cwd }) => globFiles(connection, pattern, await there(cwd)),
    async *archive(folder, request) {
      yield* archiveFolder(connection, await there(folder, request?.signal), request);
    },
    restore: async (source, folder, request) =>
      restoreFolder(connection, source, await there(folder, request?.signal), request),
    forward: (port) => tunnels.forward(port),
    expose: (port, request) => tunnels.expose(port, request?.remotePort),
    download: async (url, path, request) =>
      downloadRemote(machine, url, await there(path, request?.signal), request),
    async remove(path) {
      const { home } = await connection.facts();
      await removePath(connection, hostPath(path, home), home);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
