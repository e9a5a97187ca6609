// Heights change by a row with every scroll, and a canvas of another size is a new one for the browser.
const STEP = 256;

/** A height that a canvas can keep while what it shows grows and shrinks by some rows. */
export function roomyHeight(height: number): number {
  return Math.ceil(height / STEP) * STEP;
}

/** An empty context of a canvas that has this size on the page, in CSS pixels. */
export function contextOf(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const ratio = devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  // Setting a size empties the canvas and takes new memory even when it is the same.
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  const context = canvas.getContext('2d');
  if (context === null || wide === 0 || high === 0) return undefined;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
