/** Colours of the canvases, as the theme has them at the moment. */
export interface Palette {
  line: string;
  grid: string;
  program: string;
  track: string;
  applied: string;
  running: string;
  now: string;
  error: string;
  waiting: string;
  waitingSoft: string;
  unknown: string;
  unknownSoft: string;
  idle: string;
  /** Diagonal stripes in the colour of waiting, and of unknown. */
  waitingStripes: CanvasPattern | string;
  unknownStripes: CanvasPattern | string;
}

const contrast = matchMedia('(prefers-contrast: more)');
const forced = matchMedia('(forced-colors: active)');
let cached: { key: string; palette: Palette } | undefined;

/** The palette of the page's theme; made again when theme, contrast or forced colours change. */
export function currentPalette(): Palette {
  const { theme = '' } = document.documentElement.dataset;
  const key = `${theme} ${contrast.matches} ${forced.matches} ${devicePixelRatio}`;
  if (cached?.key !== key) cached = { key, palette: readPalette(forced.matches) };
  return cached.palette;
}

function readPalette(isForced: boolean): Palette {
  const style = getComputedStyle(document.documentElement);
  // Where the system chooses the colours, bars are its text colour; shapes and words tell them apart.
  const color = (name: string): string =>
    isForced ? 'CanvasText' : style.getPropertyValue(`--${name}`).trim();
  return {
    line: color('line'),
    grid: color('line-0'),
    program: color('line-2'),
    track: color('lane'),
    applied: color('ok-bar'),
    running: color('run'),
    now: color('run'),
    error: color('err'),
    waiting: color('wait'),
    waitingSoft: color('wait-soft'),
    unknown: color('unk'),
    unknownSoft: color('unk-soft'),
    idle: color('idle'),
    waitingStripes: stripes(color('wait')),
    unknownStripes: stripes(color('unk')),
  };
}

/** Lines from bottom left to top right, five pixels apart. */
function stripes(color: string): CanvasPattern | string {
  const size = 5;
  const tile = document.createElement('canvas');
  const scale = devicePixelRatio;
  tile.width = Math.round(size * scale);
  tile.height = tile.width;
  const context = tile.getContext('2d');
  if (context === null) return color;
  context.scale(tile.width / size, tile.width / size);
  context.strokeStyle = color;
  context.lineWidth = 1.3;
  context.beginPath();
  // The two corners complete the line where tiles meet.
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 1, size + 1);
    context.lineTo(shift + size + 1, -1);
  }
  context.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(size / tile.width));
  return pattern ?? color;
}
