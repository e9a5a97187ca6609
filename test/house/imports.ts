import { parseSync } from 'oxc-parser';

/** One import, re-export or dynamic import of a module. */
export interface ModuleImport {
  specifier: string;
  /** Whether it is erased before the program runs. */
  typeOnly: boolean;
}

/** Finds every module that a TypeScript text names, type imports included. */
export function importsOf(path: string, text: string): ModuleImport[] {
  const { module, errors } = parseSync(path, text);
  if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`);
  const imports = module.staticImports.map((found) => ({
    specifier: found.moduleRequest.value,
    typeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
  }));
  const exports = module.staticExports.flatMap((found) =>
    found.entries.flatMap((entry) =>
      entry.moduleRequest ? [{ specifier: entry.moduleRequest.value, typeOnly: entry.isType }] : [],
    ),
  );
  const dynamic = module.dynamicImports.flatMap((found) => {
    const literal = /^(['"])(.*)\1$/s.exec(
      text.slice(found.moduleRequest.start, found.moduleRequest.end),
    );
    return literal?.[2] ? [{ specifier: literal[2], typeOnly: false }] : [];
  });
  return [...imports, ...exports, ...dynamic];
}
