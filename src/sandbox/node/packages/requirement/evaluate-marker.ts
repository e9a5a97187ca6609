import type { Marker, MarkerOperand, MarkerOperator, MarkerVariable } from './marker.ts';
import { normalizeName } from './package-name.ts';
import { meets, parseSpecifier } from './version-specifier.ts';

/** What markers can ask of an interpreter. `extra` is not of the interpreter: it is asked apart. */
export type MarkerEnvironment = Readonly<Record<Exclude<MarkerVariable, 'extra'>, string>>;

/** Variables whose values are versions and are compared as such where the other side is one too. */
const VERSIONS: readonly MarkerVariable[] = [
  'implementation_version',
  'platform_release',
  'python_full_version',
  'python_version',
];

/**
 * Whether a marker holds in an interpreter for one extra, or for none (empty).
 *
 * @throws SyntaxError for a comparison that has no meaning, for instance `os_name ~= "nt"`.
 */
export function evaluateMarker(
  marker: Marker,
  environment: MarkerEnvironment,
  extra: string,
): boolean {
  if (marker.kind !== 'compare') {
    // All of them, so that nonsense is found wherever it stands.
    const held = marker.parts.map((part) => evaluateMarker(part, environment, extra));
    return marker.kind === 'and' ? !held.includes(false) : held.includes(true);
  }
  const { left, operator, right } = marker;
  const value = (operand: MarkerOperand): string => {
    if ('text' in operand) return operand.text;
    return operand.variable === 'extra' ? extra : environment[operand.variable];
  };
  const variable = 'variable' in left ? left.variable : (right as { variable: string }).variable;
  if (variable === 'extra') {
    return compareTexts(normalizeName(value(left)), operator, normalizeName(value(right)));
  }
  if ((VERSIONS as readonly string[]).includes(variable) && !operator.endsWith('in')) {
    const specifier = parseSpecifier(`${operator}${value(right)}`);
    if (specifier !== null) return meets(value(left), specifier);
  }
  return compareTexts(value(left), operator, value(right));
}

/** Texts have no order: of `<=` and `>=` only the equality is left. */
function compareTexts(left: string, operator: MarkerOperator, right: string): boolean {
  switch (operator) {
    case '==':
    case '<=':
    case '>=':
      return left === right;
    case '!=':
      return left !== right;
    case 'in':
      return right.includes(left);
    case 'not in':
      return !right.includes(left);
    case '<':
    case '>':
      return false;
    case '~=':
    case '===':
      throw new SyntaxError(`${operator} compares versions, and "${right}" is none`);
  }
}
