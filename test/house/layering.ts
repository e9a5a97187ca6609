import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import { ROOMS, type Room, roomOf } from './rooms.ts';

/** Every breach of the table of rooms in one source file, one sentence each. */
export function breachesOf(path: string, text: string): string[] {
  const own = path.replace(/^src\//, '');
  const room = roomOf(own);
  if (room === undefined && own.includes('/')) return [`${path} lies in no room`];
  return importsOf(path, text).flatMap(({ specifier }) => {
    const fault = specifier.startsWith('.')
      ? faultOfRelative(own, room, specifier)
      : room && faultOfPackage(room, specifier);
    return fault ? [`${path} imports ${specifier}: ${fault}`] : [];
  });
}

function faultOfRelative(own: string, room: string | undefined, specifier: string): string | false {
  const target = posix.join(posix.dirname(own), specifier);
  if (target.startsWith('../')) return 'it lies outside src';
  const isStyle = room === 'web' && target.endsWith('.css');
  if (!isStyle && !/\.tsx?$/.test(target)) return 'relative imports name the .ts file';
  const targetRoom = roomOf(target);
  if (targetRoom === room) return false;
  if (targetRoom === undefined) return 'no room imports the entry point of the package';
  if (room === undefined) {
    return targetRoom === 'cli' && 'the entry point of the package leaves out the command line';
  }
  if (!ROOMS[room]?.rooms.includes(targetRoom)) return `${room} may not import ${targetRoom}`;
  return (
    posix.basename(target) === 'index.ts' && 'one room imports another room’s file, not its index'
  );
}

function faultOfPackage(room: string, specifier: string): string | false {
  const { environment, packages } = ROOMS[room] as Room;
  if (isBuiltin(specifier)) {
    if (environment !== 'node') return `${room} is ${environment} and has no Node built-ins`;
    return !specifier.startsWith('node:') && 'Node built-ins are written with node:';
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return packages !== undefined && !packages.includes(name) && `${room} may not import ${name}`;
}
