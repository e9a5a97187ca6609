// The tools that report.py calls. They read the flight records that the npm package vega-datasets
// brings, and write into out/ beside this file; nothing else on this machine is in their reach.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defineTool } from 'causeway';
import * as z from 'zod';
import { bootstrapInterval } from './bootstrap.ts';

const data = join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '../data');
const out = join(import.meta.dirname, 'out');

const runProgram = promisify(execFile);

const chartName = z
  .string()
  .regex(/^[a-z0-9-]+\.svg$/)
  .describe('Lower-case file name, like delays.svg');

/** A failure that the program can tell apart by its name. */
function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** The real path of a data file; a path or a link that leads out of the data folder is refused. */
async function dataFile(path: string): Promise<string> {
  const asked = join(data, path);
  const folder = await realpath(data);
  const file = asked.startsWith(data + sep) ? await realpath(asked).catch(() => undefined) : '';
  if (file === undefined) throw failure('FileNotFound', `There is no data file named ${path}`);
  if (!file.startsWith(folder + sep)) {
    throw failure('PathNotAllowed', `${path} lies outside the data folder`);
  }
  return file;
}

export const listFiles = defineTool({
  name: 'list_files',
  description: 'List the data files whose name matches a pattern.',
  input: z.object({ pattern: z.string().describe('File name in which * stands for any text') }),
  output: z.array(z.object({ path: z.string(), bytes: z.int() })),
  annotations: { readOnlyHint: true },
  async execute({ pattern }) {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w-]/g, '\\$&'));
    const wanted = new RegExp(`^${parts.join('.*')}$`);
    const names = (await readdir(data)).filter((name) => wanted.test(name)).sort();
    return Promise.all(
      names.map(async (path) => ({ path, bytes: (await stat(join(data, path))).size })),
    );
  },
});

export const readTextFile = defineTool({
  name: 'read_file',
  description: 'Read a data file as text. Fails with FileNotFound when there is none.',
  input: z.object({ path: z.string().describe('Name of the file, as list_files gives it') }),
  output: z.string(),
  annotations: { readOnlyHint: true },
  async execute({ path }, { signal }) {
    return readFile(await dataFile(path), { encoding: 'utf8', signal });
  },
});

export const findAirport = defineTool({
  name: 'find_airport',
  description: 'Look up an airport by its code. Fails with AirportNotFound when it is unknown.',
  input: z.object({ code: z.string().regex(/^[A-Z0-9]{3}$/) }),
  output: z.object({ code: z.string(), name: z.string(), city: z.string(), state: z.string() }),
  annotations: { readOnlyHint: true },
  async execute({ code }, { signal }) {
    const table = await readFile(await dataFile('airports.csv'), { encoding: 'utf8', signal });
    const row = table.split('\n').find((line) => line.startsWith(`${code},`));
    if (row === undefined) throw failure('AirportNotFound', `No airport has the code ${code}`);
    // A column that holds a comma is quoted.
    const columns = [...row.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)];
    const [, name = '', city = '', state = ''] = columns.map((column) => column[1] ?? column[2]);
    return { code, name, city, state };
  },
});

export const estimateInterval = defineTool({
  name: 'estimate_interval',
  description:
    'Estimate a 95 % interval for a percentile of whole numbers by drawing many samples from them.',
  input: z.object({
    of: z.string().describe('What the numbers are, for the people who watch'),
    values: z.array(z.int()).min(1),
    percentile: z.number().gt(0).max(100),
    resamples: z.int().min(100).max(20_000).default(10_000),
  }),
  output: z.object({ low: z.int(), high: z.int() }),
  annotations: { readOnlyHint: true },
  execute: ({ values, percentile, resamples }, { signal, progress }) =>
    bootstrapInterval(values, percentile, resamples, { signal, progress }),
});

export const saveChart = defineTool({
  name: 'save_chart',
  description: 'Save a chart as an SVG file for the person who asked.',
  input: z.object({
    name: chartName,
    svg: z.string().startsWith('<svg'),
  }),
  output: z.object({ path: z.string(), bytes: z.int() }),
  async execute({ name, svg }, { signal }) {
    await mkdir(out, { recursive: true });
    const file = join(out, name);
    await writeFile(file, svg, { signal });
    return { path: relative(process.cwd(), file), bytes: Buffer.byteLength(svg) };
  },
});

export const inspectChart = defineTool({
  name: 'inspect_chart',
  description: 'Look at a saved chart: how many marks and labels it has, and what lies outside it.',
  input: z.object({ name: chartName }),
  output: z.object({ marks: z.int(), labels: z.int(), outside: z.int() }),
  annotations: { readOnlyHint: true },
  async execute({ name }, { signal, emitterEnv }) {
    const program = [join(import.meta.dirname, 'inspect-chart.ts'), join(out, name)];
    const env = { ...process.env, ...emitterEnv() };
    const { stdout } = await runProgram(process.execPath, program, { signal, env });
    return JSON.parse(stdout);
  },
});
