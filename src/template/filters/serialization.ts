import { encodeStrict } from '../../python/bytes-text.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { integerOf } from '../../python/operators/number.ts';
import { prettyFormat } from '../../python/pretty-format.ts';
import { typeError, valueError } from '../../python/python-error.ts';
import { stringRepr } from '../../python/repr.ts';
import { isTruthy } from '../../python/truth.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { dumpYaml, type DumpOptions } from '../../yaml/dump.ts';
import { loadYaml, loadYamlDocuments } from '../../yaml/load.ts';
import { faultText } from '../../yaml/fault-text.ts';
import { YamlFault } from '../../yaml/yaml-fault.ts';
import { signature } from '../argument-binder.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';

/** Filters from and to YAML, and pprint. */
export const serializationFilters: readonly FilterDefinition[] = [
  {
    name: 'to_yaml',
    vaults: 'given',
    signature: signature('a, *_args, default_flow_style=None, **kwargs'),
    call: (context, value, flow, _args, kwargs) =>
      toYaml(context, value as Value, flow as Value, kwargs as Dict),
  },
  {
    name: 'to_nice_yaml',
    vaults: 'given',
    signature: signature('a, indent=4, *_args, default_flow_style=False, **kwargs'),
    call: (context, value, indent, flow, _args, kwargs) =>
      toYaml(context, value as Value, flow as Value, new Dict(kwargs as Dict).set('indent', indent as Value)),
  },
  {
    name: 'from_yaml',
    signature: signature('data'),
    call: (context, value) => {
      const text = yamlText(context, value as Value, 'from_yaml');
      return text === undefined
        ? (value as Value)
        : inYamlWords(() => loadYaml(utf8Only(text), yamlOptions(context)));
    },
  },
  {
    name: 'from_yaml_all',
    signature: signature('data'),
    call: (context, value) => {
      if (value === null) return [];
      const text = yamlText(context, value as Value, 'from_yaml_all');
      return text === undefined
        ? (value as Value)
        : inYamlWords(() => loadYamlDocuments(utf8Only(text), yamlOptions(context)));
    },
  },
  {
    name: 'pprint',
    signature: signature('value'),
    call: (_context, value) => prettyFormat(value as Value),
  },
];

const yamlNames: ReadonlyMap<string, keyof DumpOptions> = new Map<string, keyof DumpOptions>([
  ['indent', 'indent'],
  ['width', 'width'],
  ['sort_keys', 'sortKeys'],
  ['explicit_start', 'explicitStart'],
  ['explicit_end', 'explicitEnd'],
  ['default_style', 'defaultStyle'],
]);
const ignoredYamlNames = new Set(['canonical', 'encoding', 'line_break', 'tags', 'version', 'stream']);

function toYaml(context: CallContext, value: Value, flow: Value, kwargs: Dict): string {
  const options: { -readonly [Name in keyof DumpOptions]: DumpOptions[Name] } = {
    defaultFlowStyle: flow === null ? null : isTruthy(flow),
  };
  for (const [key, option] of kwargs) {
    const name = textOf(key);
    const known = yamlNames.get(name);
    if (name === 'allow_unicode')
      throw typeError("yaml.dump() got multiple values for keyword argument 'allow_unicode'");
    if (known === undefined && !ignoredYamlNames.has(name)) {
      throw typeError(`dump_all() got an unexpected keyword argument '${name}'`);
    }
    if (known === 'indent' || known === 'width') {
      const amount = option === null ? undefined : integerOf(option);
      if (amount !== undefined) options[known] = amount;
    } else if (known === 'defaultStyle') options[known] = styleOf(option);
    else if (known === 'sortKeys' || known === 'explicitStart' || known === 'explicitEnd') {
      options[known] = isTruthy(option);
    }
  }
  return dumpYaml(context.renderKeepingVaults(value), { ...options, strictText: true });
}

/** YAML is written and read as UTF-8, so a lone surrogate fails in Python's words. */
function utf8Only(text: string): string {
  encodeStrict(text);
  return text;
}

function styleOf(option: Value): '"' | "'" | '|' | '>' | null {
  return option === '"' || option === "'" || option === '|' || option === '>' ? option : null;
}

function yamlText(context: CallContext, value: Value, filter: string): string | undefined {
  const text = stringOf(value);
  if (text === undefined && value !== null) {
    const type = stringRepr(typeName(value));
    context.lookups.deprecate(`The ${filter} filter ignored non-string input of type ${type}.`, '2.23');
  }
  return text;
}

/** PyYAML's own words for a fault, which the filters show where files get Ansible's advice. */
function inYamlWords<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof MitorunError && error.cause instanceof YamlFault)) throw error;
    throw valueError(faultText(error.cause));
  }
}

function yamlOptions(context: CallContext): Parameters<typeof loadYaml>[1] {
  return {
    file: '<unicode string>',
    trust: false,
    dialect: 'filter',
    warn: (message) => context.lookups.warn(message),
  };
}
