import { builtinModule } from './runtime.ts';

/** The call that code runs inside of. */
export interface CallScope {
  callId: string;
  /** Where that call was reported to; undefined when it was not. */
  url: string | undefined;
}

/** Runs code inside a call, and tells code which call it runs inside of. */
export interface CallScopes {
  run<T>(scope: CallScope, code: () => T): T;
  getStore(): CallScope | undefined;
}

/** Knows the call across `await` where the runtime has async context, else up to the first one. */
export const callScopes: CallScopes = findAsyncScopes() ?? synchronousScopes();

function findAsyncScopes(): CallScopes | undefined {
  type AsyncHooks = { AsyncLocalStorage: new () => CallScopes };
  const hooks = builtinModule<AsyncHooks>('node:async_hooks');
  return hooks && new hooks.AsyncLocalStorage();
}

/** Makes scopes that hold for as long as code runs without a pause. */
export function synchronousScopes(): CallScopes {
  let current: CallScope | undefined;
  return {
    run(scope, code) {
      const outer = current;
      current = scope;
      try {
        return code();
      } finally {
        current = outer;
      }
    },
    getStore: () => current,
  };
}
