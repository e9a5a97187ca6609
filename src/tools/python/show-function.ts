import type { RegisteredTool } from '../registry.ts';
import { isJsonSchema, stringAt } from '../schema/json-schema.ts';
import { explainSchema } from './constraints.ts';
import { docstring, manyLines } from './python-text.ts';
import { type NamedType, type PythonType, showType } from './python-type.ts';
import { shownDefault, showParameters } from './show-parameters.ts';

/** The types of one tool, read once and shown in more than one place. */
export interface FunctionTypes {
  /** By parameter name. */
  parameters: ReadonlyMap<string, PythonType>;
  /** Of the arguments that Python cannot name, or that are not named; undefined without any. */
  others: PythonType | undefined;
  /** Whether `others` is a TypedDict of named keys. */
  othersAreNamed: boolean;
  result: PythonType;
}

/** The stub of one tool: its signature, and a docstring with all that the types do not say. */
export function showFunction(
  entry: RegisteredTool,
  types: FunctionTypes,
  nameOf: (type: NamedType) => string,
): string {
  const parts = showParameters(entry.parameters, ({ name }) =>
    showType(types.parameters.get(name) ?? { kind: 'plain', text: 'Any', weight: 1 }, nameOf),
  );
  if (types.others) {
    const others = showType(types.others, nameOf);
    parts.push(`**kwargs: ${types.othersAreNamed ? `Unpack[${others}]` : others}`);
  }
  const result = showType(types.result, nameOf);
  const line = `async def ${entry.pythonName}(${parts.join(', ')}) -> ${result}:`;
  const head =
    line.length <= 100
      ? [line]
      : [
          `async def ${entry.pythonName}(`,
          ...parts.map((part) => `    ${part},`),
          `) -> ${result}:`,
        ];
  return [...head, ...docstring(documentation(entry), '    ')].join('\n');
}

function documentation(entry: RegisteredTool): string[] {
  const { tool, parameters } = entry;
  const lines = manyLines(tool.description);
  const args = parameters.list
    .map((parameter) => {
      const shown = shownDefault(parameter, parameters) !== undefined;
      const isNamed = parameter.identifier;
      const doc = explainSchema(parameter.schema, parameters.root, !(shown && isNamed));
      return { name: parameter.name, doc };
    })
    .filter(({ doc }) => doc !== '');
  if (args.length > 0) {
    lines.push('', 'Args:', ...args.map(({ name, doc }) => `    ${nameInDoc(name)}: ${doc}`));
  }
  if (parameters.list.some((parameter) => !parameter.identifier)) {
    lines.push('', "Pass names that Python cannot write as **{'a-b': value}.");
  }
  if (parameters.unknown !== undefined) {
    lines.push('', `The arguments are not described. ${manyLines(parameters.unknown)[0]}.`);
  }
  const returns = returnDocumentation(entry);
  if (returns !== '') lines.push('', 'Returns:', `    ${returns}`);
  return lines;
}

function nameInDoc(name: string): string {
  return manyLines(name, 100).join(' ');
}

function returnDocumentation({ tool }: RegisteredTool): string {
  const schema = tool.output?.describe().jsonSchema;
  if (!isJsonSchema(schema)) return '';
  // The title of a whole schema is its name, which says nothing that the type does not.
  const { title: _title, ...rest } = schema;
  const said = stringAt(schema, '$ref') === undefined ? rest : {};
  return explainSchema(said, schema, false);
}
