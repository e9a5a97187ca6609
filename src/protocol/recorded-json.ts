import { isInline, type RecordedValue } from './recorded-value.ts';

/** The JSON text of a recorded value, digit for digit, and whether it is all of it. */
export function recordedJson(recorded: RecordedValue): { json: string; whole: boolean } {
  if (isInline(recorded)) return { json: JSON.stringify(recorded.value) ?? 'null', whole: true };
  const { preview, bytes } = recorded;
  return { json: preview, whole: new TextEncoder().encode(preview).length === bytes };
}
