import { fault } from '../parser-fault.ts';
import { Dict } from '../../python/dict.ts';
import { OMIT } from '../../python/omit.ts';
import { repr, str } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { messageChain } from '../failure.ts';
import { forcedGroupName } from '../group-name.ts';
import type { Inventory } from '../inventory.ts';
import { typeName } from '../../python/type-name.ts';

/** One host, and how its entries are evaluated. */
export interface KeyedHost {
  readonly inventory: Inventory;
  readonly host: string;
  readonly strict: boolean;
  readonly leadingSeparator: boolean;
  evaluate(expression: Value): Value;
  render(template: Value): Value;
}

/** Puts a host into the groups that `keyed_groups` makes of its variables' values. */
export function addKeyedGroups(entries: readonly Value[], keyed: KeyedHost): void {
  for (const entry of entries) {
    if (!(entry instanceof Dict) || entry.size === 0) {
      throw fault(`Invalid keyed group entry, it must be a dictionary: ${str(entry)} `);
    }
    addKeyedGroup(entry, keyed);
  }
}

function addKeyedGroup(entry: Dict, keyed: KeyedHost): void {
  const expression = entry.get('key') ?? null;
  const key = attempt(
    () => keyed.evaluate(expression),
    keyed,
    `Could not generate group for host ${keyed.host} from ${str(expression)} entry`,
  );
  if (key === undefined) return;
  const defaultValue = entry.get('default_value') ?? null;
  if ((entry.get('trailing_separator') ?? null) !== null && defaultValue !== null) {
    throw fault('parameters are mutually exclusive for keyed groups: default_value|trailing_separator');
  }
  const usesDefault = isEmpty(key) && defaultValue !== null;
  if (!isTruthy(key) && !usesDefault) {
    const constructsNothing =
      (Array.isArray(key) && key.length === 0) || (key instanceof Dict && key.size === 0);
    if (keyed.strict && !constructsNothing) {
      throw fault(`No key or key resulted empty for ${str(expression)} in host ${keyed.host}, invalid entry`);
    }
    return;
  }
  const rawParent = entry.get('parent_group') ?? null;
  const parent = attempt(
    () => keyed.render(rawParent),
    keyed,
    `Could not generate parent group ${repr(rawParent)} for group ${repr(key)}`,
  );
  if (parent === undefined) return;
  const names = usesDefault ? [str(defaultValue)] : bareNames(key, entry, defaultValue);
  const prefix = str(entry.get('prefix') ?? '');
  const separator = prefix === '' && !keyed.leadingSeparator ? '' : str(entry.get('separator') ?? '_');
  for (const name of names) {
    const group = keyed.inventory.addGroup(forcedGroupName(prefix + separator + name));
    keyed.inventory.addHost(keyed.host, { groups: [group] });
    if (parent !== OMIT && isTruthy(parent)) {
      keyed.inventory.addChild(keyed.inventory.addGroup(forcedGroupName(str(parent))), group);
    }
  }
}

/** What a key's value calls its groups: itself, its members, or `name_value` of its pairs. */
function bareNames(key: Value, entry: Dict, defaultValue: Value): string[] {
  if (typeof key === 'string') return [key];
  if (Array.isArray(key)) {
    return key.map((name) => str(isEmpty(name) && defaultValue !== null ? defaultValue : name));
  }
  if (!(key instanceof Dict)) {
    throw fault(
      `Invalid group name format, expected a string or a list of them or dictionary, got: <class '${typeName(key)}'>`,
    );
  }
  const separator = str(entry.get('separator') ?? '_');
  return [...key].map(([name, value]) => {
    if (isEmpty(value) && defaultValue !== null) return str(name) + separator + str(defaultValue);
    if (isEmpty(value) && entry.get('trailing_separator') === false) return str(name);
    return str(name) + separator + str(value);
  });
}

function isEmpty(value: Value): boolean {
  return value === null || value === '';
}

/** Undefined where it fails and failures don't matter. */
function attempt(evaluate: () => Value, keyed: KeyedHost, complaint: string): Value | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (keyed.strict) throw fault(`${complaint}: ${messageChain(error)}`);
    return undefined;
  }
}
