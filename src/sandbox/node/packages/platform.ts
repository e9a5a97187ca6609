import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkerEnvironment } from './requirement/evaluate-marker.ts';

/** What packages need to know of the session's interpreter. */
export interface Platform {
  /** For instance `3.14.2`. */
  pythonVersion: string;
  markers: MarkerEnvironment;
  /** Platform tags of its binary wheels, best first. */
  binaryTags: readonly string[];
  /** Every tag it can use, best first, for instance `cp314-cp314-pyemscripten_2026_0_wasm32`. */
  tags: readonly string[];
  /** Where packages are put; on the interpreter's path. */
  sitePackages: string;
  /** Program that scripts name in their first line. */
  executable: string;
}

interface LockInfo {
  abi_version: string;
  arch: string;
  platform: string;
  python: string;
}

const known = new Map<string, Platform>();

/** Reads what the `pyodide` package in a folder says of its interpreter. */
export function readPlatform(pyodideDir: string): Platform {
  let platform = known.get(pyodideDir);
  if (platform === undefined) {
    const text = readFileSync(join(pyodideDir, 'pyodide-lock.json'), 'utf8');
    platform = describePlatform((JSON.parse(text) as { info: LockInfo }).info);
    known.set(pyodideDir, platform);
  }
  return platform;
}

function describePlatform(info: LockInfo): Platform {
  const [major = '', minor = ''] = info.python.split('.');
  const release = info.platform.replace(/^emscripten_/, '').replaceAll('_', '.');
  // PEP 783's tag, the one Pyodide had before it, and the compiler's.
  const binaryTags = [
    `pyemscripten_${info.abi_version}_${info.arch}`,
    `pyodide_${info.abi_version}_${info.arch}`,
    `${info.platform}_${info.arch}`,
  ];
  return {
    pythonVersion: info.python,
    markers: {
      implementation_name: 'cpython',
      implementation_version: info.python,
      os_name: 'posix',
      platform_machine: info.arch,
      platform_python_implementation: 'CPython',
      platform_release: release,
      platform_system: 'Emscripten',
      platform_version: '#1',
      python_full_version: info.python,
      python_version: `${major}.${minor}`,
      sys_platform: 'emscripten',
    },
    binaryTags,
    tags: supportedTags(Number(major), Number(minor), binaryTags),
    sitePackages: `/lib/python${major}.${minor}/site-packages`,
    executable: '/usr/bin/python3',
  };
}

/** The first minor version of Python 3 whose stable binary interface wheels can name. */
const FIRST_ABI3 = 2;

/** Tags in the order in which installers prefer them: the closest to the interpreter first. */
function supportedTags(major: number, minor: number, platforms: readonly string[]): string[] {
  const own = `cp${major}${minor}`;
  const older = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(from - to + 1, 0) }, (_, index) => from - index);
  const generic = [
    `py${major}${minor}`,
    `py${major}`,
    ...older(minor - 1, 0).map((one) => `py${major}${one}`),
  ];
  const each = (interpreter: string, abi: string): string[] =>
    platforms.map((platform) => `${interpreter}-${abi}-${platform}`);
  return [
    ...each(own, own),
    ...each(own, 'abi3'),
    ...each(own, 'none'),
    ...older(minor - 1, FIRST_ABI3).flatMap((one) => each(`cp${major}${one}`, 'abi3')),
    ...generic.flatMap((interpreter) => each(interpreter, 'none')),
    `${own}-none-any`,
    ...generic.map((interpreter) => `${interpreter}-none-any`),
  ];
}
