import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Report } from './report.ts';

/** Fails before the minutes of measuring when the report could not be written after them. */
export function checkWritable(path: string): void {
  const folder = dirname(resolve(path));
  try {
    accessSync(existsSync(path) ? path : folder, constants.W_OK);
  } catch {
    throw new Error(
      `--out ${path}: cannot be written; ${folder} must be a folder you may write to`,
    );
  }
}

export function writeReport(path: string, report: Report): void {
  writeFileSync(path, `${JSON.stringify(report, null, 1)}\n`);
}

/** Reads what `writeReport` wrote. */
export function readReport(path: string): Report {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as Partial<Report> | null;
    if (Array.isArray(report?.rows) && report.machine !== undefined) return report as Report;
  } catch (error) {
    if ((error as { code?: string }).code !== undefined) throw error;
  }
  throw new Error(`--from ${path}: not a report of this benchmark; make one with --out`);
}
