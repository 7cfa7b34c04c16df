import type { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import type { Value } from '../../src/python/value.ts';
import type { InventoryTemplates } from '../../src/inventory/options.ts';

const number = (variables: Dict, name: string): number => Number(variables.get(name));
const text = (variables: Dict, name: string): string => str(variables.get(name) ?? '');

/** The expressions of fixtures/inventories/constructed, by hand, so that these tests need no template engine. */
const expressions: Readonly<Record<string, (variables: Dict) => Value>> = {
  'size * 2': (variables) => number(variables, 'size') * 2,
  "os ~ '-' ~ size": (variables) => `${text(variables, 'os')}-${text(variables, 'size')}`,
  "size ~ ''": (variables) => text(variables, 'size'),
  'size > 5': (variables) => number(variables, 'size') > 5,
  "inventory_hostname.startswith('web')": (variables) =>
    text(variables, 'inventory_hostname').startsWith('web'),
  True: () => true,
};

export const standInTemplates: InventoryTemplates = {
  evaluate(expression, variables) {
    const known = expressions[str(expression)];
    if (known) return known(variables);
    const value = variables.get(str(expression));
    if (value === undefined) throw new Error(`'${str(expression)}' is undefined`);
    return value;
  },
  condition(expression, variables) {
    return this.evaluate(expression, variables) === true;
  },
  render(template, variables) {
    return template === null
      ? null
      : str(template).replace(/\{\{ (\w+) \}\}/g, (_all, name: string) => text(variables, name));
  },
};
