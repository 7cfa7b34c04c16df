import { fault } from '../parser-fault.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { equals } from '../../python/equality.ts';
import { str } from '../../python/repr.ts';
import { TemplateString } from '../../python/template-string.ts';
import type { Value } from '../../python/value.ts';
import { messageChain } from '../failure.ts';
import { byPrecedence, type InventoryHost } from '../hosts-and-groups.ts';
import { forcedGroupName } from '../group-name.ts';
import { InventoryVariables } from '../inventory-variables.ts';
import type { Inventory } from '../inventory.ts';
import type { InventoryTemplates } from '../options.ts';
import { taggedClass } from '../python-words.ts';
import { type Combine, combiner } from '../vars-files.ts';
import { addKeyedGroups } from './keyed-groups.ts';
import {
  booleanOption,
  dictOption,
  listOption,
  mayConfigurePlugin,
  readPluginConfiguration,
  templatesOf,
} from './plugin-configuration.ts';
import type { SourcePlugin } from './source-plugin.ts';

/** Variables (`compose`) and groups (`groups`, `keyed_groups`) made from the hosts that earlier sources gave. */
export const constructedSource: SourcePlugin = {
  name: 'constructed',
  accepts: mayConfigurePlugin,
  read(source, inventory) {
    const configuration = readPluginConfiguration(source, inventory, 'constructed');
    const construction = new Construction(inventory, configuration);
    try {
      construction.run();
    } catch (error) {
      const cause = new MitorunError('PARSER', messageChain(error), { apart: true });
      throw new MitorunError('PARSER', `Failed to parse '${source}'.`, { cause });
    }
  },
};

function expressionText(expression: Value): Value {
  if (typeof expression === 'string' || expression instanceof TemplateString) return expression;
  throw fault(`Expressions must be <class 'str'>, got ${taggedClass(expression)}.`);
}

class Construction {
  readonly #inventory: Inventory;
  readonly #configuration: Dict;
  readonly #templates: InventoryTemplates;
  readonly #combine: Combine;
  readonly #strict: boolean;
  readonly #compose: Dict;
  readonly #conditions: Dict;
  readonly #keyed: readonly Value[];

  constructor(inventory: Inventory, configuration: Dict) {
    this.#inventory = inventory;
    this.#configuration = configuration;
    this.#templates = templatesOf(inventory);
    this.#combine = combiner(inventory.options.hashBehaviour);
    this.#strict = booleanOption(configuration, 'strict', false);
    this.#compose = dictOption(configuration, 'compose', 'constructed');
    this.#conditions = dictOption(configuration, 'groups', 'constructed');
    this.#keyed = listOption(configuration, 'keyed_groups', 'constructed');
  }

  run(): void {
    for (const host of this.#inventory.hosts.values()) {
      this.#setVariables(this.#compose, host);
      const variables = this.#variablesOf(host);
      this.#addToGroups(this.#conditions, variables, host);
      addKeyedGroups(this.#keyed, {
        inventory: this.#inventory,
        host: host.name,
        strict: this.#strict,
        leadingSeparator: booleanOption(this.#configuration, 'leading_separator', true),
        evaluate: (expression) => this.#templates.evaluate(expression, this.#withExtra(variables)),
        render: (template) => this.#templates.render(template, variables),
      });
    }
  }

  #setVariables(compose: Dict, host: InventoryHost): void {
    if (compose.size === 0) return;
    const variables = this.#withExtra(this.#variablesOf(host));
    for (const [name, expression] of compose) {
      try {
        const value = this.#templates.evaluate(expressionText(expression), variables);
        this.#inventory.setVariable(host.name, name, value);
        if (![...variables.values()].some((known) => equals(known, value))) {
          this.#inventory.markUntrusted(host.name, name, value);
        }
      } catch (error) {
        if (this.#strict)
          throw fault(`Could not set ${str(name)} for host ${host.name}: ${messageChain(error)}`);
      }
    }
  }

  #addToGroups(groups: Dict, variables: Dict, host: InventoryHost): void {
    for (const [name, condition] of groups) {
      const group = forcedGroupName(str(name));
      try {
        if (!this.#templates.condition(condition, variables)) continue;
      } catch (error) {
        if (this.#strict)
          throw fault(`Could not add host ${host.name} to group ${group}: ${messageChain(error)}`);
        continue;
      }
      this.#inventory.addChild(this.#inventory.addGroup(group), host.name);
    }
  }

  #withExtra(variables: Dict): Dict {
    const extra = this.#inventory.options.extraVariables;
    return extra &&
      booleanOption(this.#configuration, 'use_extra_vars', this.#inventory.options.useExtraVariables)
      ? this.#combine(variables, extra)
      : variables;
  }

  /** What the sources read so far say of the host; with `use_vars_plugins`, group_vars and host_vars beside them too. */
  #variablesOf(host: InventoryHost): Dict {
    const files = booleanOption(this.#configuration, 'use_vars_plugins', false);
    const pieces = new InventoryVariables(this.#inventory, {
      stage: 'all',
      sources: this.#inventory.processedSources,
    });
    let variables = new Dict();
    for (const group of byPrecedence(host.groups)) variables = this.#combine(variables, group.variables);
    if (files) variables = this.#combine(variables, pieces.allGroupsPluginsInventory(host));
    variables = this.#combine(variables, host.allVariables());
    if (files) variables = this.#combine(variables, pieces.hostPluginsInventory(host));
    return this.#combine(variables, this.#inventory.options.facts?.(host.name) ?? new Dict());
  }
}
