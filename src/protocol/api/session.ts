import * as z from 'zod/mini';

/** Body of `POST /api/session`. */
export interface SignInRequest {
  /** The server's token. */
  token: string;
}

/** Answer to all of `/api/session`. */
export interface SessionState {
  /** Whether the server asks for a sign-in. */
  required: boolean;
  signedIn: boolean;
}

export const signInSchema: z.ZodMiniType<SignInRequest> = z.strictObject({
  token: z.string().check(z.minLength(1), z.maxLength(1000)),
}) as z.ZodMiniType<SignInRequest>;

export const sessionStateSchema: z.ZodMiniType<SessionState> = z.looseObject({
  required: z.boolean(),
  signedIn: z.boolean(),
}) as z.ZodMiniType<SessionState>;
