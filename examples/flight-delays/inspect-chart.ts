// Looks at a saved chart, as a program of its own: `inspect_chart` starts it. What it does is seen as
// calls inside that tool's call, because the tool hands on the URL that calls are reported to.
import { readFile } from 'node:fs/promises';
import { withCall } from 'causeway/emitter';

const [path = ''] = process.argv.slice(2);
const svg = await withCall('read_chart', { path }, () => readFile(path, 'utf8'));

/** Numbers of an attribute, in the order in which they stand in the picture. */
function numbersOf(element: string, attribute: string): number[] {
  const pattern = new RegExp(`<${element} [^>]*\\b${attribute}="(-?[\\d.]+)"`, 'g');
  return [...svg.matchAll(pattern)].map(([, value]) => Number(value));
}

const marks = await withCall('find_marks', { element: 'circle' }, () => {
  const x = numbersOf('circle', 'cx');
  const y = numbersOf('circle', 'cy');
  return x.map((value, index) => ({ x: value, y: y[index] ?? Number.NaN }));
});

const labels = await withCall('find_labels', { element: 'text' }, () =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text),
);

const outside = await withCall('find_marks_outside', { marks: marks.length }, () => {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return marks.filter(
    ({ x, y }) => !(x >= 0 && x <= Number(width) && y >= 0 && y <= Number(height)),
  ).length;
});

process.stdout.write(JSON.stringify({ marks: marks.length, labels: labels.length, outside }));
