import mime from 'mime';

/** Bytes looked at to tell text from other content. */
const SAMPLE = 4_096;

/** The media type of a file by its name; of one whose name says nothing, text or bytes. */
export function mediaTypeOf(path: string, bytes: Uint8Array): string {
  const named = mime.getType(path);
  // A film by its name, a program by what agents write.
  if (named !== null && named !== 'video/mp2t') return named;
  const sample = bytes.subarray(0, SAMPLE);
  if (sample.includes(0)) return 'application/octet-stream';
  try {
    // A character cut at the end of the sample is no fault.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: bytes.length > SAMPLE });
    return 'text/plain';
  } catch {
    return 'application/octet-stream';
  }
}
