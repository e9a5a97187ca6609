import { isPythonIdentifier } from './python-names.ts';
import { docstring, pythonString } from './python-text.ts';
import { type NamedField, type NamedType, type PythonType, showType } from './python-type.ts';

type NameOf = (type: NamedType) => string;

/** The definition of a named type: a TypedDict, or an alias for one that contains itself. */
export function showNamedType(name: string, type: NamedType, nameOf: NameOf): string {
  if (type.body.kind === 'alias') {
    return `${name}: TypeAlias = ${pythonString(showType(type.body.type, nameOf))}`;
  }
  const { fields, others } = type.body;
  return fields.every((field) => isClassField(field.key))
    ? showClass(name, type.doc, fields, others, nameOf)
    : showFunctional(name, type.doc, fields, others, nameOf);
}

// Inside a class, Python changes names that begin with two underscores.
function isClassField(key: string): boolean {
  return isPythonIdentifier(key) && !key.startsWith('__');
}

function showClass(
  name: string,
  doc: string,
  fields: readonly NamedField[],
  others: PythonType | undefined,
  nameOf: NameOf,
): string {
  return [
    `class ${name}(TypedDict):`,
    ...docstring(doc === '' ? [] : [doc], '    '),
    ...fields.map((field) => `    ${field.key}: ${fieldType(field, nameOf)}${comment(field.doc)}`),
    ...otherKeys(others, nameOf),
  ].join('\n');
}

function showFunctional(
  name: string,
  doc: string,
  fields: readonly NamedField[],
  others: PythonType | undefined,
  nameOf: NameOf,
): string {
  return [
    ...(doc === '' ? [] : [comment(doc).trimStart()]),
    `${name} = TypedDict(${pythonString(name)}, {`,
    ...fields.map((field) => {
      const type = fieldType(field, nameOf);
      return `    ${pythonString(field.key)}: ${type},${comment(field.doc)}`;
    }),
    ...otherKeys(others, nameOf),
    '})',
  ].join('\n');
}

function fieldType(field: NamedField, nameOf: NameOf): string {
  const type = showType(field.type, nameOf);
  return field.required ? type : `NotRequired[${type}]`;
}

function otherKeys(others: PythonType | undefined, nameOf: NameOf): string[] {
  return others === undefined ? [] : [`    # other keys: ${showType(others, nameOf)}`];
}

function comment(text: string): string {
  return text === '' ? '' : `  # ${text}`;
}
