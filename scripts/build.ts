// Builds dist/ from src/. Prints nothing when all is well.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const source = join(root, 'src');
const output = join(root, 'dist');
const projects = ['tsconfig.neutral.json', 'tsconfig.node.json'];
const dashboardInputs = [
  'src/web',
  'src/timeline',
  'src/protocol',
  'vite.config.ts',
  'package-lock.json',
];
const emitted = /(\.d\.ts|\.js)(\.map)?$/;

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function isDashboard(path: string): boolean {
  return path.startsWith(`web${sep}`);
}

function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path);
}

/** When the last of these files and folders was changed, in milliseconds since the epoch. */
function newestOf(paths: readonly string[]): number {
  const files = paths
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
    .flatMap((path) =>
      statSync(path).isDirectory() ? filesBelow(path).map((name) => join(path, name)) : [path],
    );
  return Math.max(...files.map((path) => statSync(path).mtimeMs));
}

/** Ends the build with the compiler's own words when it finds a fault. */
function compile(...flags: string[]): void {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const done = spawnSync(process.execPath, [compiler, '-b', ...flags, ...projects], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.error) throw done.error;
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** The dashboard is a bundle of its own, in dist/web. */
async function buildDashboard(): Promise<void> {
  const made = join(output, 'web/index.html');
  if (existsSync(made) && statSync(made).mtimeMs > newestOf(dashboardInputs)) return;
  await build({ root: join(source, 'web'), configFile: join(root, 'vite.config.ts') });
}

function notCompiled(): string[] {
  return filesBelow(source).filter(
    (path) =>
      isTypeScript(path) &&
      !isDashboard(path) &&
      !path.endsWith('.d.ts') &&
      !existsSync(join(output, path.replace(/\.tsx?$/, '.js'))),
  );
}

/** Python and other files that are used as they are stand beside the modules that read them. */
function copyAssets(): void {
  for (const path of filesBelow(source)) {
    if (isTypeScript(path) || isDashboard(path)) continue;
    const content = readFileSync(join(source, path));
    const target = join(output, path);
    if (existsSync(target) && readFileSync(target).equals(content)) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

/** A module that was renamed or deleted must not live on in the published package. */
function removeLeftovers(): void {
  for (const path of filesBelow(output)) {
    if (isDashboard(path)) continue;
    const stem = path.replace(emitted, '');
    const made =
      emitted.test(path) && ['.ts', '.tsx'].some((end) => existsSync(join(source, stem + end)));
    if (!made && !existsSync(join(source, path))) rmSync(join(output, path));
  }
  const folders = readdirSync(output, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((one, other) => other.length - one.length);
  for (const folder of folders) if (readdirSync(folder).length === 0) rmdirSync(folder);
}

// The compiler trusts its own record of the last build, which is wrong once dist/ was deleted.
compile(...(notCompiled().length > 0 ? ['--force'] : []));
const missing = notCompiled();
if (missing.length > 0) {
  console.error(`No TypeScript project in ${projects.join(', ')} includes src/${missing[0]}`);
  process.exit(1);
}
copyAssets();
removeLeftovers();
await buildDashboard();
chmodSync(join(output, 'cli/main.js'), 0o755);
