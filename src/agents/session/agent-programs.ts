import type { Follower } from '../../hosts/follower.ts';
import type { Host } from '../../hosts/host.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { HostProcess, ProcessExit } from '../../hosts/process.ts';
import type { AgentCommand } from '../agent-command.ts';
import type { SessionResume } from '../session-resume.ts';
import { told } from './ending.ts';
import type { EventSink } from './event-sink.ts';
import { followHostFile } from './follow-host-file.ts';
import { type LaunchParts, launchAgent, launchedEvent } from './launch-agent.ts';
import { readOutput } from './output-reader.ts';
import { within } from './within.ts';

/** A stop asks twice, two seconds each, then kills; more is a machine that does not answer. */
const STOP_MS = 30_000;

export interface AgentProgramsParts extends LaunchParts {
  host: Host;
  sink: EventSink;
  resume?: SessionResume;
  outputBytes: number;
  lineBytes: number;
  onHeard: () => void;
  onLaunched: (process: HostProcess) => void;
  note: (message: string) => void;
}

/** The programs that a session started as its agent, one after the other. */
export class AgentPrograms {
  readonly #parts: AgentProgramsParts;
  readonly #programs: HostProcess[] = [];
  readonly #followers: Follower[] = [];
  readonly #readers: Promise<void>[] = [];
  #running = false;
  #closing = false;
  #launching: Promise<unknown> = Promise.resolve();
  /** How the last one ended, where it has. */
  exit: ProcessExit | undefined;
  stoppedBy: 'interrupt' | 'kill' | undefined;

  constructor(parts: AgentProgramsParts) {
    this.#parts = parts;
  }

  /** Starts one; resolves when it runs and what finds it again is recorded. */
  async launch(command: AgentCommand): Promise<HostProcess> {
    if (this.#closing) throw new Error('The session is being ended; nothing is started any more');
    if (this.#running) throw new Error('The agent of this session runs; wait for its end first');
    this.#running = true;
    const launched = this.#launch(command);
    this.#launching = launched.catch(() => undefined);
    return await launched;
  }

  async #launch(command: AgentCommand): Promise<HostProcess> {
    const { sink } = this.#parts;
    const count = this.#programs.length;
    try {
      const process = await launchAgent(this.#parts, command, count);
      try {
        const again = (['stdout', 'stderr'] as const).map((file) => ({
          type: 'log.read' as const,
          file,
          generation: 1,
          offset: 0,
        }));
        await sink.add([
          launchedEvent(this.#parts, command, process),
          ...(count === 0 ? [] : again),
        ]);
      } catch (error) {
        // An agent that nobody knows of would run on for ever.
        await process.stop().catch(() => undefined);
        throw error;
      }
      this.#take(process, {});
      this.#parts.onLaunched(process);
      return process;
    } catch (error) {
      this.#running = false;
      throw error;
    }
  }

  /** Finds the one that an earlier driver started; undefined when its host has no trace of it. */
  async attach(): Promise<HostProcess | undefined> {
    const attached = this.#attach();
    this.#launching = attached.catch(() => undefined);
    return await attached;
  }

  async #attach(): Promise<HostProcess | undefined> {
    const { host, resume, note } = this.#parts;
    if (resume?.process === undefined) return undefined;
    try {
      const process = await host.attach(resume.process);
      this.#running = true;
      this.#take(process, resume.positions, resume.exit !== undefined);
      return process;
    } catch (error) {
      note(told(error));
      if (!(error instanceof HostError) || error.code !== 'process_unknown') throw error;
      this.exit = resume.exit ?? {};
      return undefined;
    }
  }

  /** Whether anything of them still runs. */
  async areAlive(): Promise<boolean> {
    for (const process of this.#programs) {
      const alive = await within(process.isAlive(), STOP_MS);
      if (alive.state === 'done' && alive.value) return true;
    }
    return false;
  }

  /** Ends all of them, with whatever they left running. Never rejects. */
  async stop(): Promise<void> {
    this.#closing = true;
    // What is being started would be found by nobody later.
    await within(this.#launching, STOP_MS);
    for (const process of this.#programs) await this.#stop(process);
  }

  /** Reads their output to its end; tells whether that was possible in time. */
  async finish(ms: number): Promise<boolean> {
    for (const follower of this.#followers) follower.finish().catch(() => undefined);
    const read = await within(Promise.all(this.#readers), ms);
    if (read.state === 'failed') {
      this.#parts.note(`Not all output of the agent could be read: ${told(read.error)}`);
    }
    this.drop();
    return read.state !== 'late';
  }

  /** Reads no more of their output. */
  drop(): void {
    for (const follower of this.#followers) follower.stop();
  }

  #take(process: HostProcess, positions: SessionResume['positions'], wasTold = false): void {
    const { host, sink, lineBytes, outputBytes, onHeard, note } = this.#parts;
    this.#programs.push(process);
    for (const stream of ['stdout', 'stderr'] as const) {
      const from = positions[stream];
      const follower = followHostFile(
        host,
        stream === 'stdout' ? process.stdoutFile : process.stderrFile,
        {
          maxLineBytes: lineBytes,
          ...(from !== undefined && { from }),
        },
      );
      this.#followers.push(follower);
      const parts = { stream, follower, sink, maxBytes: outputBytes, onHeard, note };
      const reader = readOutput(parts);
      reader.catch(() => undefined);
      this.#readers.push(reader);
    }
    void process.exited.then((exit) => {
      this.#running = false;
      this.exit = exit;
      if (!wasTold) void sink.add([{ type: 'agent.exited', ...exit }]);
    });
  }

  async #stop(process: HostProcess): Promise<void> {
    const { host, note } = this.#parts;
    const stopped = await within(process.stop(), STOP_MS);
    if (stopped.state !== 'done') {
      const why = stopped.state === 'failed' ? `: ${told(stopped.error)}` : '';
      note(`The agent could not be ended and may still run on ${host.name}${why}`);
      return;
    }
    const { wasAlive, signal, swept, left } = stopped.value;
    if (wasAlive) {
      this.stoppedBy = signal === 'SIGKILL' || this.stoppedBy === 'kill' ? 'kill' : 'interrupt';
    }
    if (swept > 0) note(`${count(swept)} that the agent had left running ended with it.`);
    if (left > 0) note(`${count(left)} of the agent could not be ended.`);
    await within(process.exited, STOP_MS);
  }
}

function count(processes: number): string {
  return processes === 1 ? '1 process' : `${processes} processes`;
}
