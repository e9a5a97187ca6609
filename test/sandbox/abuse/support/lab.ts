import { afterAll } from 'vitest';
import { type Limits, resolveLimits } from '../../../../src/protocol/limits.ts';
import type { Evaluation, SandboxCall } from '../../../../src/sandbox/node/evaluation.ts';
import { Sandbox, type SandboxOptions } from '../../../../src/sandbox/node/sandbox.ts';

export interface Attack {
  limits?: Partial<Limits>;
  signal?: AbortSignal;
  onCall?: (call: SandboxCall) => unknown;
}

/** What an attack came to: how the run ended, and which calls of a tool reached the host. */
export interface Aftermath {
  /** `value 2`, `error OSError: …`, `preview <…>` or `died violation: …`. */
  end: string;
  evaluation: Evaluation;
  calls: string[];
}

/** Runs hostile programs, each in the sandbox the last one left, or in a new one when that died. */
export class Lab {
  readonly #options: SandboxOptions;
  #sandbox: Sandbox | null = null;

  constructor(options: SandboxOptions = {}) {
    this.#options = options;
  }

  async sandbox(): Promise<Sandbox> {
    if (this.#sandbox === null || this.#sandbox.closed) {
      this.#sandbox = await Sandbox.open(this.#options);
    }
    return this.#sandbox;
  }

  /** Runs a program that is offered the tool `echo` and no other. */
  async attack(code: string, { limits = {}, signal, onCall }: Attack = {}): Promise<Aftermath> {
    const sandbox = await this.sandbox();
    const calls: string[] = [];
    const evaluation = await sandbox.evaluate({
      code,
      filename: 'program.py',
      limits: resolveLimits({ wallClockMs: 20_000, ...limits }),
      signal,
      offers: [
        {
          name: 'echo',
          parameters: null,
          signature: 'echo(**arguments)',
          acceptsPositional: false,
        },
      ],
      async onCall(call) {
        calls.push(`${call.tool} ${call.argsJson.slice(0, 100)}`);
        const value = await (onCall === undefined ? call.args : onCall(call));
        return { ok: true, json: JSON.stringify(value ?? null) };
      },
    });
    return { end: tell(evaluation), evaluation, calls };
  }

  /** Whether the same sandbox still runs programs rightly, calls included. */
  async isWell(): Promise<boolean> {
    if (this.#sandbox === null || this.#sandbox.closed) return false;
    const { end, evaluation } = await this.attack("print('well')\nawait tools.echo(n=41 + 1)", {
      limits: { wallClockMs: 10_000 },
    });
    return end === 'value {"n":42}' && evaluation.stdout === 'well\n';
  }

  async close(): Promise<void> {
    await this.#sandbox?.close();
    this.#sandbox = null;
  }
}

/** A lab for all tests of a file. */
export function sharedLab(options: SandboxOptions = {}): Lab {
  const lab = new Lab(options);
  afterAll(() => lab.close());
  return lab;
}

/** A lab for one attack that the next test must not inherit. */
export async function inNewLab<T>(
  work: (lab: Lab) => Promise<T>,
  options: SandboxOptions = {},
): Promise<T> {
  const lab = new Lab(options);
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

/** What the sandbox adds to Python's own message for people. */
const HINT = / \(this sandbox [^)]*\)$/;

function tell({ end, stop }: Evaluation): string {
  const stopped = stop === null ? '' : ` (${stop.reason} by ${stop.by})`;
  switch (end.kind) {
    case 'value':
      return `value ${end.json}${stopped}`;
    case 'preview':
      return `preview ${end.text}${stopped}`;
    case 'error':
      return `error ${end.name}: ${end.message.replace(HINT, '')}${stopped}`;
    case 'died':
      return `died ${end.end.reason}: ${end.end.detail}${stopped}`;
  }
}
