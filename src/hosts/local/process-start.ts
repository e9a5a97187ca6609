import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What names the time since this machine was started; the same until the next start. */
export function bootOfThisMachine(): string {
  const id = tryTo(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  if (id !== undefined) return id.trim();
  const text = tryTo(() => tell('sysctl', '-n', 'kern.boottime'));
  return /sec = (\d+)/.exec(text ?? '')?.[1] ?? 'unknown';
}

/**
 * When a process of this machine was started, as the system tells it: with it a process number is never
 * given again. Undefined for one that is not there, or is a zombie.
 */
export function startOfProcess(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    const text = tryTo(() => tell('ps', '-o', 'lstart=', '-p', String(pid)))?.trim();
    return text ? text.replaceAll(/\s+/g, '_') : undefined;
  }
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The fields are counted behind the name, which may have anything in it.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(') ') + 2).split(' ') ?? [];
  return state === undefined || /[ZX]/.test(state) ? undefined : fields[18];
}

function tell(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
}

function tryTo<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
