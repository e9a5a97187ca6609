/** One room of the house: what its modules may import, and where they may run. */
export interface Room {
  /** Neutral modules run anywhere: no Node built-ins, no DOM. */
  environment: 'neutral' | 'node' | 'browser';
  /** The rooms it may import, beside itself. */
  rooms: readonly string[];
  /** The npm packages it may import, where that is part of the design. */
  packages?: readonly string[];
}

/** The table of rooms. A room that has no folder yet is listed all the same. */
export const ROOMS: Readonly<Record<string, Room>> = {
  protocol: { environment: 'neutral', rooms: [], packages: ['zod'] },
  timeline: { environment: 'neutral', rooms: ['protocol'] },
  journal: { environment: 'node', rooms: ['protocol', 'timeline'] },
  tools: { environment: 'neutral', rooms: ['protocol'] },
  'sandbox/common': { environment: 'neutral', rooms: ['protocol'] },
  'sandbox/node': { environment: 'node', rooms: ['protocol', 'sandbox/common'] },
  'sandbox/browser': { environment: 'browser', rooms: ['protocol', 'sandbox/common'] },
  hosts: { environment: 'node', rooms: ['protocol'] },
  agents: { environment: 'node', rooms: ['protocol', 'hosts'] },
  runs: {
    environment: 'node',
    rooms: [
      'protocol',
      'timeline',
      'journal',
      'tools',
      'sandbox/common',
      'sandbox/node',
      'hosts',
      'agents',
    ],
  },
  emitter: { environment: 'neutral', rooms: ['protocol'], packages: [] },
  server: { environment: 'node', rooms: ['protocol', 'timeline', 'journal', 'runs'] },
  integrations: {
    environment: 'node',
    rooms: ['protocol', 'timeline', 'journal', 'tools', 'runs'],
  },
  cli: {
    environment: 'node',
    rooms: [
      'protocol',
      'timeline',
      'journal',
      'tools',
      'sandbox/common',
      'sandbox/node',
      'hosts',
      'agents',
      'runs',
      'emitter',
      'server',
      'integrations',
    ],
  },
  web: { environment: 'browser', rooms: ['protocol', 'timeline'] },
};

/** The room a path below `src/` lies in; undefined for the package's own entry point. */
export function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS).find((room) => path.startsWith(`${room}/`));
}
