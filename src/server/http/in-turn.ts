import type { Socket } from 'node:net';
import type { HttpBindings } from '@hono/node-server';

type Answer = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

/**
 * Answers the requests of one connection in turn: the next one is begun when the answer before has
 * left. Node begins all that arrive together, and would hold hundreds of whole answers for a client
 * that sends them without reading any.
 */
export function inTurn(answer: Answer): Answer {
  const left = new WeakMap<Socket, Promise<void>>();
  return (request, bindings) => {
    const { incoming, outgoing } = bindings;
    const { socket } = incoming;
    const before = left.get(socket);
    const own = new Promise<void>((resolve) => outgoing.once('close', resolve));
    left.set(socket, own);
    void own.then(() => left.get(socket) === own && left.delete(socket));
    if (before === undefined) return answer(request, bindings);
    return before.then(() => (socket.destroyed ? gone() : answer(request, bindings)));
  };
}

/** Nobody reads it: the connection is closed. */
function gone(): Response {
  return new Response(null, { status: 503 });
}
