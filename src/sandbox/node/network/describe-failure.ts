import { describeHop, type Hop } from './hop.ts';
import { HostFault, NetworkError, type NetworkErrorCode } from './network-error.ts';

/** Turns whatever ended a request into an error that names it. */
export function describeFailure(error: unknown, hop: Hop): NetworkError {
  if (error instanceof NetworkError) return error;
  const request = describeHop(hop);
  if (error instanceof HostFault) {
    const word = error.code === 'address_not_allowed' ? 'is not allowed' : 'failed';
    const told = `${request} ${word}: ${error.message}`;
    return new NetworkError(error.code, told, { cause: error });
  }
  const { code, told } = classify(error);
  return new NetworkError(code, `${request} failed: ${told}`, { cause: error });
}

function classify(error: unknown): { code: NetworkErrorCode; told: string } {
  // Where several addresses were tried, the last says why as well as any.
  const one = error instanceof AggregateError ? (error.errors.at(-1) ?? error) : error;
  const { name, syscall, code = '', message = '' } = Object(one) as Partial<NodeJS.ErrnoException>;
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return { code: 'headers_too_large', told: 'the head of the answer is larger than 64 KiB' };
  }
  if (name === 'HTTPParserError' || code.startsWith('UND_ERR_RES')) {
    return { code: 'invalid_response', told: `what the server sent is not HTTP (${message})` };
  }
  if (/^Z_|^ERR__ERROR|^ERR_BROTLI|^ERR_ZLIB|^ERR_PADDING/.test(code)) {
    return { code: 'invalid_response', told: `its body cannot be decoded (${message})` };
  }
  if (code === 'UND_ERR_INVALID_ARG') return { code: 'invalid_request', told: message };
  if (syscall === 'connect') {
    return { code: 'connection_failed', told: `nothing answers at that address (${code})` };
  }
  return {
    code: 'connection_failed',
    told: `the connection broke (${message || code || String(one)})`,
  };
}
