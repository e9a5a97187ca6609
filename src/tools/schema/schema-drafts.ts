import { Ajv as Ajv07, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { SchemaRole } from './compiled-schema.ts';
import { type JsonSchema, stringAt } from './json-schema.ts';

type Draft = '2020-12' | '2019-09' | '07';

const makers: Record<Draft, (options: Options) => Ajv07> = {
  '2020-12': (options) => new Ajv2020(options),
  '2019-09': (options) => new Ajv2019(options),
  '07': (options) => new Ajv07(options),
};

const made = new Map<string, Ajv07>();

/**
 * The validator for the draft that a schema names in `$schema`, one for each draft and role.
 * A schema that names none is taken for draft 2020-12.
 *
 * @throws Error when the draft is not known.
 */
export function ajvFor(schema: JsonSchema, role: SchemaRole): Ajv07 {
  const draft = draftOf(schema);
  const key = `${draft} ${role}`;
  let ajv = made.get(key);
  if (ajv === undefined) {
    ajv = makers[draft]({
      allErrors: true,
      strict: false,
      logger: false,
      addUsedSchema: false,
      useDefaults: role === 'input',
    });
    formats.default(ajv);
    made.set(key, ajv);
  }
  return ajv;
}

function draftOf(schema: JsonSchema): Draft {
  const named = stringAt(schema, '$schema');
  if (named === undefined) return '2020-12';
  if (named.includes('/draft/2020-12/')) return '2020-12';
  if (named.includes('/draft/2019-09/')) return '2019-09';
  if (/\/draft-0[67]\//.test(named)) return '07';
  throw new Error(`its $schema is ${named}; use https://json-schema.org/draft/2020-12/schema`);
}
