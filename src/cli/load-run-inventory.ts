import { DataFiles } from '../inventory/data-files.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { loadInventory } from '../inventory/load.ts';
import type { InventoryTemplates } from '../inventory/options.ts';
import type { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { TemplateEngine } from '../template/engine.ts';
import { Templar } from '../template/templar.ts';
import { LayeredVariables } from '../vars/layered-variables.ts';
import type { RunPlan } from './assemble-run.ts';

/** The inventory of a run, read as ansible.cfg says; `--limit` applied. */
export function loadRunInventory(
  plan: RunPlan,
  engine: TemplateEngine,
  warn: (message: string) => void,
): Inventory {
  const { config, vault, options } = plan;
  const inventory = loadInventory(plan.inventorySources, {
    files: new DataFiles({ decrypt: vault.decrypt, vault: vault.strings, warn: (message) => warn(message) }),
    warn,
    deprecate: (message, version) => plan.emit({ kind: 'deprecation', message, version }),
    template: inventoryTemplates(plan, engine),
    extraVariables: plan.extraVars,
    enabledPlugins: config.get('INVENTORY_ENABLED'),
    unparsedIsFailed: config.get('INVENTORY_UNPARSED_IS_FAILED'),
    anyUnparsedIsFailed: config.get('INVENTORY_ANY_UNPARSED_IS_FAILED'),
    unparsedWarning: config.get('INVENTORY_UNPARSED_WARNING'),
    transformInvalidGroupCharacters: choice(config.get('TRANSFORM_INVALID_GROUP_CHARS'), [
      'always',
      'never',
      'ignore',
      'silently',
    ]),
    hostPatternMismatch: choice(config.get('HOST_PATTERN_MISMATCH'), ['warning', 'error', 'ignore']),
    ignoredExtensions: config.get('INVENTORY_IGNORE_EXTS'),
    ignoredPatterns: config.get('INVENTORY_IGNORE_PATTERNS'),
    yamlExtensions: config.get('YAML_FILENAME_EXTENSIONS'),
    hashBehaviour: choice(config.get('DEFAULT_HASH_BEHAVIOUR'), ['replace', 'merge']),
    precedence: config.get('VARIABLE_PRECEDENCE'),
    runVarsPlugins: choice(config.get('RUN_VARS_PLUGINS'), ['demand', 'start']),
    localhostPython: options.controllerPython,
  });
  if (options.limit !== undefined) inventory.setLimit(options.limit);
  return inventory;
}

function choice<T extends string>(value: string, choices: readonly [T, ...T[]]): T {
  return choices.find((candidate) => candidate === value) ?? choices[0];
}

function inventoryTemplates(plan: RunPlan, engine: TemplateEngine): InventoryTemplates {
  const templar = (variables: Dict): Templar =>
    new Templar(engine, new LayeredVariables([plan.extraVars, variables]), {
      environment: plan.edge.environment,
      searchPath: [plan.baseDirectory],
      baseDirectory: plan.baseDirectory,
      setting: () => undefined,
      hostsMatching: () => [],
      decrypt: plan.vault.decrypt,
      warn: (message) => plan.emit({ kind: 'warning', message }),
      deprecate: (message, version) => plan.emit({ kind: 'deprecation', message, version }),
    });
  return {
    evaluate: (expression, variables) => templar(variables).evaluate(str(expression)),
    condition: (expression, variables) => templar(variables).condition(expression),
    render: (template, variables) => templar(variables).render(template),
  };
}
