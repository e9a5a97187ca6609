import { dropPermissions } from '../../child/hygiene.ts';
import { startWorker } from '../../child/start-worker.ts';
import { supervise } from '../../child/supervise.ts';
import type { ShellConfig } from '../messages.ts';

// The shell itself runs beside this thread, which ends the process when the host is gone, whatever a
// command does.
const config = JSON.parse(process.argv[2] ?? '{}') as ShellConfig;
const entry = new URL(`./worker${import.meta.url.slice(-3)}`, import.meta.url);
const worker = startWorker(entry, { config });
dropPermissions();
supervise(worker, config.residentBytes, () => {});
