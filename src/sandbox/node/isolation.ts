import type { Launcher } from './launcher.ts';

export interface IsolationLayer {
  name: string;
  active: boolean;
  /** What it does, or what is missing to have it. */
  detail: string;
}

/** How well a sandbox process is closed. `basic` < `limited` < `namespaced`. */
export interface Isolation {
  level: 'basic' | 'limited' | 'namespaced';
  layers: IsolationLayer[];
}

/** `resourceLimits`: whether the kernel's limits are in force on the process. */
export function describeIsolation(launcher: Launcher, resourceLimits: boolean): Isolation {
  const drop = canDrop();
  const layers: IsolationLayer[] = [
    {
      name: 'import gate',
      active: true,
      detail: 'the interpreter can call no JavaScript function beyond its memory files and clocks',
    },
    {
      name: 'permission model',
      active: true,
      detail: `reads its own runtime only; no writes, processes or add-ons${drop ? '; rights are dropped after start' : ''}`,
    },
    { name: 'empty environment', active: true, detail: 'no variable of the host is passed on' },
    {
      name: 'resource limits',
      active: resourceLimits,
      detail: resourceLimits
        ? 'the kernel refuses every new file, socket, process and thread'
        : 'needs Linux with prlimit (package util-linux)',
    },
    {
      name: 'namespace',
      active: launcher.name !== 'none',
      detail:
        launcher.name !== 'none'
          ? `${launcher.name}: ${launcher.adds}`
          : 'needs Linux with unshare or bwrap, and user namespaces allowed',
    },
  ];
  const namespaced = launcher.name !== 'none';
  return { level: namespaced ? 'namespaced' : resourceLimits ? 'limited' : 'basic', layers };
}

/** `process.permission.drop` came with Node 24.21. */
function canDrop(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 21);
}
