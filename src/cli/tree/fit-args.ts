import type { RecordedValue } from '../../protocol/recorded-value.ts';
import { fitWidth, widthOf } from './fit-width.ts';
import { describeArgs } from './format-args.ts';

// Fewer columns of the arguments themselves would tell nothing.
const MIN_TEXT = 8;

/** Arguments in at most `width` columns; their size is what is cut last. */
export function fitArgs(args: RecordedValue, width: number, ellipsis: string): string {
  const { text, size } = describeArgs(args, ellipsis);
  const room = width - widthOf(size);
  return room < MIN_TEXT ? fitWidth(text, width, ellipsis) : fitWidth(text, room, ellipsis) + size;
}
