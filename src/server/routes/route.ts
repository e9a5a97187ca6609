import type * as z from 'zod/mini';
import type { ProblemCode } from '../../protocol/api/problem.ts';
import type { QueryParameters, QueryValues } from '../http/query-parameters.ts';

/** What a route's handler is given, checked. */
export interface RouteInput<P extends QueryParameters, B> {
  /** Parts of the path by their names, decoded. */
  params: Readonly<Record<string, string>>;
  query: QueryValues<P>;
  body: B;
  request: Request;
}

/** What a route answers when all is well. */
export interface RouteAnswer {
  status: 200 | 201 | 202 | 204 | 303;
  description: string;
  /** Default `application/json`. */
  mediaType?: string;
  schema?: z.ZodMiniType<unknown>;
}

/** One row of the API: routing, checks and the API's document all come from it. */
export interface RouteRow<P extends QueryParameters, B> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the root, with `:name` for a part that varies. */
  path: `/${string}`;
  summary: string;
  query?: P;
  /** A route without one takes no JSON body. */
  body?: z.ZodMiniType<B>;
  /** Largest body in bytes. Default 1 MiB. A route with this and no `body` reads bytes by itself. */
  largestBody?: number;
  answer: RouteAnswer;
  /** Beside those that any route can answer. */
  problems?: readonly ProblemCode[];
  /** Whether it answers without a sign-in, also where the server asks for one. */
  open?: boolean;
  handle(input: RouteInput<P, B>): Promise<Response> | Response;
}

// biome-ignore lint/suspicious/noExplicitAny: a table holds rows of every type.
export type Route = RouteRow<any, any>;

/** Ties a row's handler to the types of its own query and body. */
export function route<B = undefined, P extends QueryParameters = Record<never, never>>(
  row: RouteRow<P, B>,
): Route {
  return row;
}
