import { gzipSync } from 'node:zlib';
import { type Answer, echo } from './servers.ts';

const pages: Record<string, Answer> = {
  '/binary': (_request, response) => void response.end(Buffer.from([0, 255, 13, 10, 128])),
  '/gzip': (_request, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync('grüße'));
  },
  '/chunks': (_request, response) => {
    response.write('one,');
    setTimeout(() => response.end('two'), 20);
  },
  '/nothing': (_request, response) => {
    response.statusCode = 204;
    response.end();
  },
  '/broken': (_request, response) => {
    response.writeHead(500, 'Oh No', { 'X-Why': 'it broke' });
    response.end('sorry');
  },
  '/missing': (_request, response) => {
    response.statusCode = 404;
    response.end();
  },
  '/moved': (_request, response) => {
    response.writeHead(302, { location: '/landed', 'set-cookie': 'seen=1' });
    response.end();
  },
  '/away': (_request, response) => {
    response.writeHead(302, { location: 'http://evil.example/' });
    response.end();
  },
  '/headers': (_request, response) => {
    response.writeHead(200, [
      ['Content-Type', 'text/plain; charset=iso-8859-1'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]);
    response.end(Buffer.from('caf\xe9', 'latin1'));
  },
  '/hang': () => {},
  '/large': (_request, response) => void response.end(Buffer.alloc(2_000_000)),
};

/** A small web for programs to use; what is not a page is told back as JSON. */
export const web: Answer = (request, response, body) => {
  const page = pages[request.url ?? ''] ?? echo;
  page(request, response, body);
};
