import { harmless } from '../tree/harmless.ts';
import type { MachineReport } from './check-machine.ts';

const MiB = 1024 * 1024;

/** A report as a person reads it. */
export function reportText(report: MachineReport): string {
  const { image, isolation } = report;
  const size = image.bytes === undefined ? '' : ` (${(image.bytes / MiB).toFixed(1)} MiB)`;
  const layers = isolation?.layers ?? [];
  const width = Math.max(0, ...layers.map(({ name }) => name.length));
  const lines = [
    `${mark(report.ok)} Sandbox    ${report.sandbox}`,
    `${mark(true)} Node       ${report.node}`,
    `${mark(true)} Pyodide    ${report.pyodide}`,
    `${mark(image.state === 'ready')} Image      ${image.state}: ${image.detail}`,
    `             ${image.path}${size}`,
    `${mark(isolation !== undefined && isolation.level !== 'basic')} Isolation  ${
      isolation === undefined ? 'not known: no sandbox started' : `level ${isolation.level}`
    }`,
    ...layers.map(
      ({ name, active, detail }) => `  ${mark(active)} ${name.padEnd(width)}  ${detail}`,
    ),
  ];
  return `${lines.map(harmless).join('\n')}\n`;
}

function mark(good: boolean): string {
  return good ? '✓' : '–';
}
