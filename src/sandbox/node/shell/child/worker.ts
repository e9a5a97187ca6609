import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { dropPermissions, removeAmbientPower } from '../../child/hygiene.ts';
import { SHELL_FRAME, type ShellConfig } from '../messages.ts';
import { CommandFiles } from './command-files.ts';
import { DeviceFiles } from './device-files.ts';
import { fits, HostLink } from './host-link.ts';
import { loadLibrary } from './library.ts';
import { mendedCommands } from './mended-commands.ts';
import { mendedOutput } from './mended-output.ts';
import { hostFetch } from './network-fetch.ts';
import { OutputSink } from './output-sink.ts';
import { PythonCommands } from './python-command.ts';
import { removeCommand } from './remove-command.ts';
import { SessionFiles } from './session-files.ts';
import { Shell } from './shell.ts';
import { offeredCommands } from './shell-commands.ts';
import { programCommand, startCommand } from './start-command.ts';

/** The descriptor the host opened for this process. */
const HOST_FD = 3;

const { config } = workerData as { config: ShellConfig };
const socket = new Socket({ fd: HOST_FD });
// That the host is gone is seen to by the other thread.
socket.on('error', () => {});

const library = loadLibrary(config.libraryFile);
const link = new HostLink(socket);
const sink = new OutputSink(link);
const devices = new DeviceFiles(sink);
const python = new PythonCommands(library, link, devices);
const builtIn = offeredCommands(library);
const fetch = config.network ? hostFetch(link) : undefined;
const forNetwork = config.network ? library.getNetworkCommandNames() : [];
const commands = new CommandFiles([...builtIn, ...forNetwork, ...python.names]);
const files = new SessionFiles({ link, sink, devices, commands });
const starting = { library, files, python, hasCommand: (name: string) => commands.offers(name) };
const shell = new Shell({
  library,
  options: {
    fs: files,
    commands: builtIn,
    customCommands: [
      ...mendedCommands(library),
      ...mendedOutput(library, devices),
      removeCommand(library, files),
      ...python.commands(files),
      startCommand(starting),
    ],
    ...(fetch && { fetch }),
  },
  complain: (text) => sink.write('stderr', Buffer.from(text)),
});

files.onProgram = (path) => shell.offer(programCommand(starting, path));
link.onRun = async (order) => {
  link.open();
  sink.begin(order.outputBytes);
  const end = await shell.run(order);
  sink.end();
  // Variables too large to be told are forgotten with the shell.
  link.tell(SHELL_FRAME.ended, fits(end) ? end : { exitCode: end.exitCode });
};
link.onStop = () => {
  link.close();
  python.whenIdle(() => shell.stop());
};

removeAmbientPower();
dropPermissions();
link.write(SHELL_FRAME.ready, new Uint8Array());
