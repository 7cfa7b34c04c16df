import type { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { copyOrigins, originOf } from '../yaml/origins.ts';
import { Dict } from '../python/dict.ts';
import { str, stringRepr } from '../python/repr.ts';
import { unknownOrigin } from '../python/unknown-origin.ts';
import type { Value } from '../python/value.ts';
import { nativeTypeName, parserFault, playbookFault } from './playbook-fault.ts';

/** Names that ansible-core refuses for a variable, since Jinja could not read it. */
const reserved = new Set(['true', 'false', 'none', 'True', 'False', 'None', 'not']);

const variableNameHelp =
  'Variable names must be strings starting with a letter or underscore character, and contain only letters, numbers and underscores.';

/**
 * What is wrong with a name that cannot be a variable; undefined for a good name.
 * @param origin where the name was written, as far as that is known
 */
export function invalidVariableName(name: Value, origin: Origin | undefined): MitorunError | undefined {
  const problem = variableNameProblem(name);
  if (problem === undefined) return undefined;
  // Python's booleans cannot carry the place where they were written.
  const place = typeof name === 'boolean' ? undefined : origin;
  return playbookFault(problem, place ?? unknownOrigin(name), variableNameHelp);
}

function variableNameProblem(name: Value): string | undefined {
  if (typeof name === 'string') {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name)) return undefined;
    return `Invalid variable name ${stringRepr(name)}.`;
  }
  const scalar = name === null || ['boolean', 'number', 'bigint'].includes(typeof name);
  const description = scalar ? ` ${stringRepr(str(name))}` : '';
  return `Invalid variable name${description} of type '${nativeTypeName(name)}'.`;
}

/**
 * Reads the `vars` of a node as one Dict. Merges a list of mappings, which ansible-core accepted up to 2.17,
 * and calls `onList` for it.
 * @param owner what Ansible calls the node: Play, Task...
 */
export function readVars(
  value: Value,
  owner: string,
  origin: Origin | undefined,
  onList: () => void,
): Dict | undefined {
  if (value === null) return undefined;
  if (value instanceof Dict) return checkedNames(value);
  if (Array.isArray(value) && value.every((member) => member instanceof Dict)) {
    onList();
    const merged = new Dict();
    for (const member of value) for (const [name, item] of checkedNames(member)) merged.set(name, item);
    return merged;
  }
  throw parserFault(`Vars in a ${owner} must be specified as a dictionary.`, origin);
}

function checkedNames(vars: Dict): Dict {
  for (const name of vars.keys()) {
    const fault = invalidVariableName(name, originOf(vars, name));
    if (fault) throw fault;
  }
  return vars;
}

/** Two layers of variables, the second on top; with `merge` dictionaries are merged member by member. */
export function combineVars(under: Dict, over: Dict, merge: boolean): Dict {
  const combined = under.copy();
  copyOrigins(over.size > 0 ? over : under, combined);
  for (const [name, value] of over) {
    const below = combined.get(name);
    combined.set(
      name,
      merge && below instanceof Dict && value instanceof Dict ? combineVars(below, value, true) : value,
    );
  }
  return combined;
}
