import type { ReactElement } from 'react';
import { isInline, type RecordedValue } from '../../../protocol/recorded-value.ts';
import type { CallNode } from '../../../timeline/call-node.ts';
import { cutText } from '../../text/hidden-characters.ts';
import { UntrustedText } from '../../text/untrusted-text.tsx';
import css from './tool-name.module.css';

export interface ToolNameProps {
  call: Pick<CallNode, 'tool' | 'args'>;
  /** Whether its arguments follow, in one short line. Default false. */
  withArguments?: boolean;
}

/** A tool's name, what stands before its last dot dimmed. */
export function ToolName({ call, withArguments = false }: ToolNameProps): ReactElement {
  const name = call.tool ?? 'A call whose begin is missing';
  const dot = call.tool === undefined ? -1 : name.lastIndexOf('.');
  return (
    <span className={css.tool}>
      {dot > 0 && (
        <span className={css.space}>
          <UntrustedText text={name.slice(0, dot + 1)} limit={80} expandable={false} />
        </span>
      )}
      <b>
        <UntrustedText text={name.slice(dot + 1)} limit={120} expandable={false} />
      </b>
      {withArguments && call.args !== undefined && (
        <span className={css.args}>
          {' '}
          <UntrustedText text={argumentLine(call.args)} limit={256} expandable={false} />
        </span>
      )}
    </span>
  );
}

/** Longest piece of one argument in a line of arguments. */
const PIECE = 40;

/** Arguments in one line: `id="C-8841", owner="p.raman"`; what is not a plain object as its JSON. */
function argumentLine(args: RecordedValue): string {
  if (!isInline(args)) return cutText(args.preview, 256);
  const { value } = args;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return short(value);
  return Object.entries(value)
    .slice(0, 12)
    .map(([key, item]) => `${cutText(key, PIECE)}=${short(item)}`)
    .join(', ');
}

function short(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(clip(value));
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return '{…}';
  return String(value);
}

function clip(text: string): string {
  return text.length > PIECE ? `${cutText(text, PIECE)}…` : text;
}
