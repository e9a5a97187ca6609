import { optionFault } from './option-fault.ts';

/** A path on this machine and the path that stands for it in the sandbox. */
export interface PathPair {
  here: string;
  sandbox: string;
}

/**
 * Reads `SRC:DST` of `--file`. The last colon divides, since a path of this machine may have one
 * (`C:\data.csv`).
 */
export function parseFileIn(text: string, previous: readonly PathPair[] = []): PathPair[] {
  const colon = text.lastIndexOf(':');
  const pair = { here: text.slice(0, Math.max(colon, 0)), sandbox: text.slice(colon + 1) };
  if (colon < 0 || pair.here === '' || pair.sandbox === '') {
    throw optionFault(
      '--file',
      text,
      'not SRC:DST; write the file’s path here and its path in the sandbox, like data.csv:data.csv',
    );
  }
  if (/(?:^|\/)\.{0,2}$/.test(pair.sandbox)) {
    throw optionFault(
      '--file',
      text,
      `${pair.sandbox} is a folder in the sandbox; name the file to make there`,
    );
  }
  if (previous.some(({ sandbox }) => sandbox === pair.sandbox)) {
    throw optionFault(
      '--file',
      text,
      `${pair.sandbox} is filled by another --file too; give each its own destination`,
    );
  }
  return [...previous, pair];
}

/** Reads `SRC:DST` of `--out`. The first colon divides: the sandbox’s path comes first. */
export function parseFileOut(text: string, previous: readonly PathPair[] = []): PathPair[] {
  const colon = text.indexOf(':');
  const pair = { sandbox: text.slice(0, Math.max(colon, 0)), here: text.slice(colon + 1) };
  if (colon < 0 || pair.here === '' || pair.sandbox === '') {
    throw optionFault(
      '--out',
      text,
      'not SRC:DST; write the file’s path in the sandbox and its path here, like chart.svg:chart.svg',
    );
  }
  if (previous.some(({ here }) => here === pair.here)) {
    throw optionFault(
      '--out',
      text,
      `${pair.here} is written by another --out too; give each its own destination`,
    );
  }
  return [...previous, pair];
}
