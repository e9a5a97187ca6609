import {
  binaryRefused,
  type Choice,
  type ChoiceRules,
  foreignWheel,
} from '../index/choose-file.ts';
import type { IndexFile } from '../index/index-page.ts';
import {
  decoded,
  type PackageNetwork,
  request,
  requireNetwork,
  withoutCredentials,
} from '../index/network.ts';
import { PackageIndex, requireSuccess } from '../index/package-index.ts';
import { PackageError } from '../package-error.ts';
import type { InstallProgress } from '../progress.ts';
import { type HashDemand, verifyHashes } from '../requirement/hashes.ts';
import { invalidRequirement, type WheelLocation } from '../requirement/requirement.ts';
import type { Space } from '../wheel/space.ts';
import { readWheel, type Wheel } from '../wheel/wheel.ts';
import { fitOf, isForPlatforms, parseWheelName, type WheelName } from '../wheel/wheel-name.ts';
import type { Demand } from './demand.ts';

export interface WheelSourceOptions {
  network: PackageNetwork;
  /** Reads a file of the session. */
  readFile(path: string): Promise<Uint8Array>;
  rules: ChoiceRules;
  /** Room for everything that is unpacked. */
  space: Space;
  /** Largest wheel to fetch, in bytes. */
  maxBytes: number;
  onProgress: (progress: InstallProgress) => void;
}

/** Fetches wheels, from the index, URLs and the session's files, and verifies each once. */
export class WheelSource {
  readonly #options: WheelSourceOptions;
  readonly #index: PackageIndex;
  readonly #wheels = new Map<string, Promise<Wheel>>();
  readonly #places = new Map<Wheel, string>();

  constructor(options: WheelSourceOptions) {
    this.#options = options;
    this.#index = new PackageIndex(options.network);
  }

  /** Every file that the index has of a project. */
  async filesOf(name: string, text: string): Promise<IndexFile[]> {
    this.#options.onProgress({ step: 'resolving', name });
    return this.#index.filesOf(name, text);
  }

  /** The wheel that was chosen from the index. */
  fromIndex({ file, wheel }: Choice, demands: readonly Demand[]): Promise<Wheel> {
    const said = file.hashes.map((hash) => ({ by: 'the index', anyOf: [hash] }));
    return this.#once(file.url, async () => {
      const hashes = [...said, ...demandedHashes(demands)];
      const bytes = await this.#download(file.url, wheel, file.size);
      return this.#read(wheel, bytes, hashes);
    });
  }

  /** The wheel at a place that a requirement names. */
  fromLocation(
    location: WheelLocation,
    name: WheelName,
    demands: readonly Demand[],
  ): Promise<Wheel> {
    const { rules, readFile } = this.#options;
    return this.#once(location.kind === 'url' ? location.url : location.path, async () => {
      if (fitOf(name, rules.platform) === null) throw foreignWheel(name, rules.platform);
      const hashes = [...demandedHashes(demands)];
      if (location.kind === 'file') {
        return this.#read(name, await readWheelFile(location.path, readFile), hashes);
      }
      hashes.push({ by: 'the URL', anyOf: location.hashes });
      return this.#read(name, await this.#download(location.url, name, null), hashes);
    });
  }

  /** Forgets a wheel that is not taken after all. */
  release(wheel: Wheel): void {
    const place = this.#places.get(wheel);
    if (place === undefined) return;
    this.#wheels.delete(place);
    this.#places.delete(wheel);
    wheel.room.giveBack();
  }

  #once(place: string, load: () => Promise<Wheel>): Promise<Wheel> {
    let wheel = this.#wheels.get(place);
    if (wheel === undefined) {
      wheel = load().then((loaded) => {
        this.#places.set(loaded, place);
        return loaded;
      });
      this.#wheels.set(place, wheel);
    }
    return wheel;
  }

  async #download(url: string, wheel: WheelName, bytes: number | null): Promise<Uint8Array> {
    const { network, rules, maxBytes, onProgress } = this.#options;
    if (rules.binary === 'refuse' && isForPlatforms(wheel)) throw refusedBinary(wheel);
    const { name, version, fileName } = wheel;
    if (bytes !== null && bytes > maxBytes) throw tooLarge(fileName, maxBytes);
    const open = requireNetwork(network, { text: fileName, url });
    onProgress({ step: 'downloading', name, version, fileName, bytes });
    const answer = await request(open, url, fileName, { maxBytes });
    requireSuccess(answer, fileName);
    return answer.body;
  }

  async #read(name: WheelName, bytes: Uint8Array, hashes: readonly HashDemand[]): Promise<Wheel> {
    const { rules, space, maxBytes } = this.#options;
    if (bytes.length > maxBytes) throw tooLarge(name.fileName, maxBytes);
    const sha256 = verifyHashes(name.fileName, bytes, hashes);
    const wheel = await readWheel(name, bytes, sha256, space);
    if (wheel.binary && rules.binary === 'refuse') throw refusedBinary(name);
    return wheel;
  }
}

/** What the file name at a place says. @throws PackageError `requirement_invalid`. */
export function wheelNameAt(location: WheelLocation, text: string): WheelName {
  const path = location.kind === 'url' ? new URL(location.url).pathname : location.path;
  const last = path.slice(path.lastIndexOf('/') + 1);
  const name = parseWheelName(location.kind === 'url' ? decoded(last) : last);
  if (name !== null) return name;
  throw invalidRequirement(
    text,
    'what it names is not called like a wheel, name-version-python-abi-platform.whl',
  );
}

/** How a place is written down beside an installed package. */
export function recordedUrl(location: WheelLocation): string {
  return location.kind === 'url' ? withoutCredentials(location.url) : `emfs:${location.path}`;
}

function demandedHashes(demands: readonly Demand[]): HashDemand[] {
  return demands.map(({ requirement }) => ({ by: 'the requirement', anyOf: requirement.hashes }));
}

function refusedBinary({ name, version, fileName }: WheelName): PackageError {
  return binaryRefused(`${name} ${version}`, fileName);
}

function tooLarge(fileName: string, maxBytes: number): PackageError {
  const limit = maxBytes.toLocaleString('en');
  return new PackageError(
    'packages_too_large',
    `${fileName} is larger than the ${limit} bytes the session has (limit diskBytes)`,
  );
}

/** A wheel that is not in the session is a mistake of the requirement; a dead session is not. */
async function readWheelFile(
  path: string,
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (code !== 'session_file') throw error;
    throw new PackageError('source_refused', message, { cause: error });
  }
}
