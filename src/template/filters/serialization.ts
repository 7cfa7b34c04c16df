import { pluginFailure } from '../plugin-failure.ts';
import { surrogateFault, strictTextHint } from '../../python/json/refuse-surrogates.ts';
import { encodeStrict } from '../../python/bytes-text.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { dumpJson, type JsonOptions, notSerializable } from '../../python/json/dump.ts';
import { Markup } from '../../python/markup.ts';
import { parseJson } from '../../python/json/parse.ts';
import { integerOf } from '../../python/operators/number.ts';
import { prettyFormat } from '../../python/pretty-format.ts';
import { typeError, valueError } from '../../python/python-error.ts';
import { PyRange } from '../../python/range.ts';
import { decodeEscaping } from '../../python/bytes-text.ts';
import { Bytes } from '../../python/bytes.ts';
import { repr, stringRepr } from '../../python/repr.ts';
import { Tuple } from '../../python/tuple.ts';
import { isTruthy } from '../../python/truth.ts';
import { OMIT } from '../../python/omit.ts';
import { holdsOmit } from '../runtime/holds-omit.ts';
import { UnsupportedStorage } from '../runtime/errors.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { dumpYaml, type DumpOptions } from '../../yaml/dump.ts';
import { loadYaml, loadYamlDocuments } from '../../yaml/load.ts';
import { type Mark, YamlFault } from '../../yaml/yaml-fault.ts';
import { signature } from '../argument-binder.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';

/** Filters from and to JSON and YAML, and pprint. */
export const serializationFilters: readonly FilterDefinition[] = [
  {
    name: 'to_json',
    vaults: 'given',
    signature: signature('a, profile=None, vault_to_text=None, preprocess_unsafe=None, **kwargs'),
    call: (context, value, _profile, _vault, _unsafe, kwargs) =>
      toJson(context, value as Value, jsonOptions(kwargs as Dict)),
  },
  {
    name: 'to_nice_json',
    vaults: 'given',
    signature: signature('a, indent=4, sort_keys=True, **kwargs'),
    call: (context, value, indent, sortKeys, kwargs) => {
      const options = new Dict(kwargs as Dict);
      options
        .set('separators', [',', ': '])
        .set('indent', indent as Value)
        .set('sort_keys', sortKeys as Value);
      for (const name of ['profile', 'vault_to_text', 'preprocess_unsafe']) options.delete(name);
      return toJson(context, value as Value, jsonOptions(options));
    },
  },
  {
    name: 'tojson',
    vaults: 'given',
    signature: signature('value, indent=None'),
    call: (context, value, indent) => {
      const json = dumpJson(context.render(value as Value), {
        sortKeys: true,
        ...indentOption(indent as Value),
      });
      return new Markup(
        json
          .replaceAll('<', '\\u003c')
          .replaceAll('>', '\\u003e')
          .replaceAll('&', '\\u0026')
          .replaceAll("'", '\\u0027'),
      );
    },
  },
  {
    name: 'from_json',
    signature: signature('a, profile=None, **kwargs'),
    call: (context, value) => strictText(context, fromJson(value as Value)),
  },
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

/** A range is no value of a variable, but JSON has it as a list. */
/** What only Python or a template knows (an object, `omit`) is refused wherever it stands. */
function toJson(context: CallContext, value: Value, options: JsonOptions): string {
  const profile = 'tagless';
  if (holdsOmit(value)) throw notSerializable(typeName(OMIT), profile);
  try {
    const listed = value instanceof PyRange ? value.toList() : value;
    return dumpJson(context.render(listed), { ...options, profile });
  } catch (error) {
    if (error instanceof UnsupportedStorage) throw notSerializable(error.value.typeName, profile);
    throw error;
  }
}

const jsonNames = new Set([
  'skipkeys',
  'ensure_ascii',
  'check_circular',
  'allow_nan',
  'indent',
  'separators',
  'default',
  'sort_keys',
]);

function jsonOptions(kwargs: Dict): JsonOptions {
  for (const [name] of kwargs) {
    if (!jsonNames.has(textOf(name))) {
      throw typeError(`JSONEncoder.__init__() got an unexpected keyword argument '${textOf(name)}'`);
    }
  }
  const separators = kwargs.get('separators');
  const items = separators instanceof Tuple ? separators.items : separators;
  return {
    sortKeys: isTruthy(kwargs.get('sort_keys') ?? false),
    ensureAscii: isTruthy(kwargs.get('ensure_ascii') ?? true),
    ...indentOption(kwargs.get('indent') ?? null),
    ...(Array.isArray(items) && items.length === 2
      ? { separators: [textOf(items[0] as Value), textOf(items[1] as Value)] as const }
      : {}),
  };
}

function indentOption(indent: Value): { indent?: number | string } {
  if (indent === null) return {};
  if (typeof indent === 'string') return { indent };
  const width = integerOf(indent);
  if (width === undefined)
    throw typeError(`can't multiply sequence by non-int of type '${typeName(indent)}'`);
  return { indent: Math.max(0, width) };
}

/** ansible-core takes objects of its own from nobody but its modules. */
function refuseMarked(value: Value): void {
  if (Array.isArray(value)) value.forEach(refuseMarked);
  if (!(value instanceof Dict)) return;
  for (const member of value.values()) refuseMarked(member);
  const type = value.get('__ansible_type');
  const marked =
    type !== undefined
      ? repr(type)
      : ['__ansible_unsafe', '__ansible_vault'].filter((key) => value.has(key)).map(repr)[0];
  if (marked !== undefined)
    throw typeError(`Object of type ${marked} is not JSON deserializable by the 'tagless' profile.`);
}

function fromJson(value: Value): Value {
  const text = value instanceof Bytes ? decodeEscaping(value.data) : stringOf(value);
  if (text === undefined) {
    throw typeError(`the JSON object must be str, bytes or bytearray, not ${typeName(value)}`);
  }
  try {
    const parsed = parseJson(text);
    if (text.includes('__ansible_')) refuseMarked(parsed);
    return parsed;
  } catch (error) {
    if (error instanceof SyntaxError) throw valueError(error.message);
    throw error;
  }
}

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

/** What UTF-8 cannot hold is refused, unless MODULE_STRICT_UTF8_RESPONSE says otherwise. */
function strictText(context: CallContext, value: Value): Value {
  if (context.lookups.setting('MODULE_STRICT_UTF8_RESPONSE') === false) return value;
  const fault = surrogateFault(value);
  if (fault !== undefined) throw pluginFailure(fault, { hint: strictTextHint });
  return value;
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
    const { context, contextMark, problem, mark } = error.cause;
    const place = (at: Mark | undefined): string[] =>
      at ? [`  in "<unicode string>", line ${at.line + 1}, column ${at.column + 1}`] : [];
    const sameMark = contextMark?.line === mark?.line && contextMark?.column === mark?.column;
    const opening = context === undefined ? [] : [context, ...(sameMark ? [] : place(contextMark))];
    throw valueError([...opening, problem, ...place(mark)].join('\n'));
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
