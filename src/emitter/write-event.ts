import type { BeginEvent, EndEvent } from '../protocol/call-events/call-event.ts';
import { writeValue } from './write-value.ts';

/** Largest body of one event, in UTF-8 bytes; a payload that makes it larger is left out. */
const LARGEST_BODY = 65_536;
const TRUNCATED = '{"__truncated__":true}';
const LONGEST_TOOL = 256;
const LONGEST_ASSET = 1024;

/** The JSON text of a begin. */
export function writeBegin({ args, ...event }: BeginEvent): string {
  const { asset_id } = event;
  const fields = { ...event, tool_name: toolName(event.tool_name) };
  if (asset_id !== undefined) fields.asset_id = cut(String(asset_id), LONGEST_ASSET);
  return withPayload(fields, 'args', args);
}

/** The JSON text of an end. */
export function writeEnd({ result, ...event }: EndEvent): string {
  return withPayload({ ...event, tool_name: toolName(event.tool_name) }, 'result', result ?? null);
}

function withPayload(fields: object, name: string, payload: unknown): string {
  const head = JSON.stringify(fields).slice(0, -1);
  const text = writeValue(payload, LARGEST_BODY);
  const whole = `${head},"${name}":${text}}`;
  const fits = text !== undefined && isWithin(whole, LARGEST_BODY);
  return fits ? whole : `${head},"${name}":${TRUNCATED}}`;
}

function isWithin(text: string, bytes: number): boolean {
  // A UTF-16 unit takes one to three bytes.
  return text.length * 3 <= bytes || new TextEncoder().encode(text).length <= bytes;
}

function toolName(given: unknown): string {
  return cut(String(given), LONGEST_TOOL) || 'unnamed';
}

function cut(text: string, most: number): string {
  return text.slice(0, most).toWellFormed();
}
