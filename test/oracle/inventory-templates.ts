import type { InventoryTemplates } from '../../src/inventory/options.ts';
import type { Dict } from '../../src/python/dict.ts';
import { str } from '../../src/python/repr.ts';
import { builtinRegistry } from '../../src/template/builtin-registry.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { LayeredVariables } from '../../src/vars/layered-variables.ts';

const engine = new TemplateEngine({ registry: builtinRegistry() });

const templar = (variables: Dict): Templar =>
  new Templar(engine, new LayeredVariables([variables]), {
    environment: {},
    searchPath: [],
    baseDirectory: '/',
    setting: () => undefined,
    hostsMatching: () => [],
    decrypt: (content) => content,
    warn: () => undefined,
    deprecate: () => undefined,
  });

/** The template engine itself, as an inventory uses it. */
export const inventoryTemplates: InventoryTemplates = {
  evaluate: (expression, variables) => templar(variables).evaluate(str(expression)),
  condition: (expression, variables) => templar(variables).condition(expression),
  render: (template, variables) => templar(variables).render(template),
};
