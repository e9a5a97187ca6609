import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import type { CreateModule } from './emscripten.ts';

/** Pyodide's Emscripten glue as an image keeps it. */
export interface GlueParts {
  /** Text of the script, ASCII. */
  source: Buffer;
  /** V8's bytecode of it: of use to the same V8 with the same flags, else ignored. May be empty. */
  bytecode: Buffer;
}

export interface Glue {
  createModule: CreateModule;
  /** Bytecode of all functions that have run so far. */
  takeBytecode(): Buffer;
}

type GlueScript = (url: string, importModule: (name: string) => Promise<unknown>) => CreateModule;

/** Runs the glue's script, which makes nothing yet. */
export function runGlue(pyodideDir: string, { source, bytecode }: GlueParts): Glue {
  const filename = `${pyodideDir}/pyodide.asm.mjs`;
  const script = new Script(source.toString('latin1'), {
    filename,
    ...(bytecode.length > 0 && { cachedData: bytecode }),
  });
  const glue = script.runInThisContext() as GlueScript;
  return {
    createModule: glue(pathToFileURL(filename).href, (name) => import(name)),
    takeBytecode: () => script.createCachedData(),
  };
}
