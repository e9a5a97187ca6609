import { readFileSync } from 'node:fs';

function read(name: string): string {
  return readFileSync(new URL(`./scripts/${name}`, import.meta.url), 'utf8');
}

/** Starts the best of the runners. */
export const START_RUNNER: string = read('start-runner.sh');
/** The runners in the order of the arguments of that script. */
export const RUNNERS: readonly string[] = ['runner.pl', 'runner.py', 'runner.sh'].map(read);
/** Looks after a launched program. */
export const CONTROL: string = read('control.sh');
