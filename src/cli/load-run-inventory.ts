import { choice } from '../config/choice.ts';
import type { Config } from '../config/config.ts';
import type { EventSink } from '../events/event-sink.ts';
import { DataFiles } from '../inventory/data-files.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { loadInventory } from '../inventory/load.ts';
import type { InventoryOptions, InventoryTemplates } from '../inventory/options.ts';
import type { PythonVarsPlugins } from '../plugins/python-vars-plugins.ts';
import type { Dict } from '../python/dict.ts';
import { tellEscapedFile } from '../python/escaped-file.ts';
import { str } from '../python/repr.ts';
import type { TemplateEngine } from '../template/engine.ts';
import { Templar } from '../template/templar.ts';
import { LayeredVariables } from '../vars/layered-variables.ts';
import { readInventorySettings } from './inventory-settings.ts';
import { isHostGroupVars } from '../plugins/python-vars-plugins.ts';
import type { ProcessEdge } from './process-edge.ts';
import type { RunVault } from './run-vault.ts';

/** What reading an inventory takes; a run's plan has it all. */
export interface InventoryPlan {
  readonly edge: ProcessEdge;
  readonly config: Config;
  readonly vault: RunVault;
  readonly emit: EventSink;
  readonly inventorySources: readonly string[];
  readonly extraVars: Dict;
  readonly baseDirectory: string;
  readonly localhostPython: string;
  /** What is known of a host's facts, for `constructed`. */
  readonly facts?: (host: string) => Dict | undefined;
  /** Inventory and vars plug-ins in Python; absent where there is no ansible-core. */
  readonly plugins?:
    | { readonly inventory: InventoryOptions['pythonPlugins'] & {}; readonly vars: PythonVarsPlugins }
    | undefined;
  /** `--flush-cache` and `meta: refresh_inventory` */
  readonly flushCache: boolean;
}

/** The inventory of a run, read as ansible.cfg says; `--limit` is the caller's. Throws INVENTORY, PARSER, VAULT. */
export function loadRunInventory(plan: InventoryPlan, engine: TemplateEngine): Inventory {
  const { config, vault, emit } = plan;
  const stage = config.get('HOST_GROUP_VARS_STAGE');
  const warn = (message: string): void => emit({ kind: 'warning', message });
  const deprecate: NonNullable<InventoryOptions['deprecate']> = (message, version, details) =>
    emit({ kind: 'deprecation', message, version, ...details });
  return loadInventory(plan.inventorySources, {
    files: new DataFiles({
      decrypt: vault.decrypt,
      vault: vault.strings,
      escaped: tellEscapedFile(deprecate),
      warn: (message, origin, help) => emit({ kind: 'warning', message, origin, help }),
      duplicateKeys: duplicateKeys(config),
    }),
    warn,
    deprecate,
    showError: (message) =>
      emit({ kind: 'message', text: `[ERROR]: ${message}`, verbosity: 0, toStderr: true }),
    verbose: (verbosity, text) => emit({ kind: 'message', text, verbosity }),
    template: inventoryTemplates(plan, engine),
    jobs: engine.jobs,
    extraVariables: plan.extraVars,
    ...(plan.facts === undefined ? {} : { facts: plan.facts }),
    ...readInventorySettings(config),
    readsVarsFiles: config.get('VARIABLE_PLUGINS_ENABLED').some(isHostGroupVars),
    ...(stage === null
      ? {}
      : { hostGroupVarsStage: choice<'all' | 'task' | 'inventory'>(stage, ['all', 'task', 'inventory']) }),
    localhostPython: plan.localhostPython,
    withoutCache: plan.flushCache,
    ...inPython(plan.plugins),
  });
}

function inPython(
  plugins: InventoryPlan['plugins'],
): Pick<InventoryOptions, 'pythonPlugins' | 'varsPlugins'> {
  if (!plugins) return {};
  const { inventory, vars } = plugins;
  return {
    pythonPlugins: inventory,
    varsPlugins: (directory, kind, names) => vars.variables(directory, kind, names),
  };
}

/** What a key that a mapping has twice means. */
export function duplicateKeys(config: Config): 'warn' | 'error' | 'ignore' {
  return choice(config.get('DUPLICATE_YAML_DICT_KEY'), ['warn', 'error', 'ignore']);
}

function inventoryTemplates(plan: InventoryPlan, engine: TemplateEngine): InventoryTemplates {
  const templar = (variables: Dict): Templar =>
    new Templar(engine, new LayeredVariables([variables]), {
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
