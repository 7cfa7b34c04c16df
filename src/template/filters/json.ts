import { pluginFailure } from '../plugin-failure.ts';
import { surrogateFault, strictTextHint } from '../../python/json/refuse-surrogates.ts';
import { Dict } from '../../python/dict.ts';
import { dumpJson, type JsonOptions, keyNotSerializable, notSerializable } from '../../python/json/dump.ts';
import { ellipsis } from '../../python/literal.ts';
import { Markup } from '../../python/markup.ts';
import { integerOf } from '../../python/operators/number.ts';
import { typeError, valueError } from '../../python/python-error.ts';
import { PyRange } from '../../python/range.ts';
import { decodeEscaping } from '../../python/bytes-text.ts';
import { Bytes } from '../../python/bytes.ts';
import { Tuple } from '../../python/tuple.ts';
import { VaultString } from '../../python/vault-string.ts';
import { isTruthy } from '../../python/truth.ts';
import { OMIT } from '../../python/omit.ts';
import { holdsOmit } from '../runtime/holds-omit.ts';
import { UnsupportedStorage } from '../runtime/errors.ts';
import { plainText } from '../runtime/plain-values.ts';
import { bareTags } from '../tags/tag-source.ts';
import { inputOf, sourceOf, valueOf } from '../tags/tagged-input.ts';
import { typeName } from '../../python/type-name.ts';
import type { PyObject, Value } from '../../python/value.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { unknownOrigin } from '../../python/unknown-origin.ts';
import { signature } from '../argument-binder.ts';
import { type JsonProfile, profileOf, tagless } from '../json-profiles/profiles.ts';
import { readAs } from '../json-profiles/read.ts';
import { writtenAs } from '../json-profiles/write.ts';
import type { CallContext, FilterDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';

/** Filters from and to JSON. */
export const jsonFilters: readonly FilterDefinition[] = [
  {
    name: 'to_json',
    vaults: 'given',
    knowsTags: true,
    signature: signature('a, profile=None, vault_to_text=..., preprocess_unsafe=..., **kwargs'),
    call: (context, given, profile, vaultToText, preprocessUnsafe, kwargs) =>
      toJson(context, given as Value, {
        profile: profile as Value,
        vaultToText: vaultToText as Value,
        preprocessUnsafe: preprocessUnsafe as Value,
        kwargs: kwargs as Dict,
      }),
  },
  {
    name: 'to_nice_json',
    vaults: 'given',
    knowsTags: true,
    signature: signature('a, indent=4, sort_keys=True, **kwargs'),
    call: (context, given, indent, sortKeys, kwargs) => {
      const options = new Dict(kwargs as Dict);
      options
        .set('separators', [',', ': '])
        .set('indent', indent as Value)
        .set('sort_keys', sortKeys as Value);
      const taken = (name: string): Value | undefined => {
        const value = options.get(name);
        options.delete(name);
        return value;
      };
      return toJson(context, given as Value, {
        profile: taken('profile') ?? null,
        vaultToText: taken('vault_to_text') ?? ellipsis,
        preprocessUnsafe: taken('preprocess_unsafe') ?? ellipsis,
        kwargs: options,
      });
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
    knowsTags: true,
    signature: signature('a, profile=None, **kwargs'),
    call: (context, given, profile, kwargs) => {
      for (const [name] of kwargs as Dict)
        if (!decoderNames.has(textOf(name)))
          throw typeError(`JSONDecoder.__init__() got an unexpected keyword argument '${textOf(name)}'`);
      return strictText(context, fromJson(context, given as Value, profile as Value));
    },
  },
];

interface ToJson {
  readonly profile: Value;
  /** `...` where it is not given. */
  readonly vaultToText: Value;
  readonly preprocessUnsafe: Value;
  readonly kwargs: Dict;
}

/**
 * What only Python or a template knows (an object, `omit`) is refused wherever it stands. A range is no value of a
 * variable, but JSON has it as a list.
 */
function toJson(context: CallContext, given: Value, asked: ToJson): string {
  const profile = isTruthy(asked.profile) ? encoderOf(asked) : tagless;
  const options = { ...jsonOptions(asked.kwargs, profile), profile: profile.name };
  const value = valueOf(given);
  if (holdsOmit(value)) throw unsupported(OMIT, profile);
  refuseTupleKeys(value, profile);
  try {
    const listed = value instanceof PyRange ? value.toList() : value;
    if (profile === tagless) return dumpJson(context.render(listed), options);
    return dumpJson(writtenAs(profile, context.renderKeepingVaults(listed), sourceOf(given)), options);
  } catch (error) {
    if (error instanceof UnsupportedStorage) throw unsupported(error.value, profile);
    throw error;
  }
}

/** Profiles that mark texts look at all of a value first, and refuse what no variable may hold. */
function unsupported(value: PyObject, { name, trust }: JsonProfile): Error {
  if (trust === 'none') return notSerializable(value.typeName, name);
  const message = `Type '${value.typeName}' is unsupported for variable storage.`;
  return new MitorunError('TEMPLATE', message, { origin: unknownOrigin(value) });
}

/**
 * A template's tuple would be a list by the time that its value is rendered, which is no key at all. A container that
 * stands in many places is read once.
 */
function refuseTupleKeys(value: Value, profile: JsonProfile, read = new Set<object>()): void {
  const isDict = value instanceof Dict && value.constructor === Dict;
  if ((!Array.isArray(value) && !isDict) || read.has(value)) return;
  read.add(value);
  for (const key of isDict ? value.keys() : [])
    if (key instanceof Tuple) throw keyNotSerializable(key, profile.name);
  for (const member of isDict ? value.values() : value) refuseTupleKeys(member, profile, read);
}

function encoderOf({ profile, vaultToText, preprocessUnsafe }: ToJson): JsonProfile {
  if (vaultToText !== ellipsis)
    throw valueError('Only one of `vault_to_text` or `profile` can be specified.');
  if (preprocessUnsafe !== ellipsis)
    throw valueError('Only one of `preprocess_unsafe` or `profile` can be specified.');
  return profileOf(profile);
}

/** Of Python's JSONDecoder. */
const decoderNames = new Set([
  'object_hook',
  'parse_float',
  'parse_int',
  'parse_constant',
  'strict',
  'object_pairs_hook',
]);

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

function jsonOptions(kwargs: Dict, profile: JsonProfile): JsonOptions {
  for (const [name] of kwargs) {
    if (!jsonNames.has(textOf(name))) {
      throw typeError(`JSONEncoder.__init__() got an unexpected keyword argument '${textOf(name)}'`);
    }
  }
  const separators = kwargs.get('separators');
  const items = separators instanceof Tuple ? separators.items : separators;
  return {
    sortKeys: isTruthy(kwargs.get('sort_keys') ?? false),
    ensureAscii: !profile.utf8 && isTruthy(kwargs.get('ensure_ascii') ?? true),
    shownKeys: profile.keys === 'shown',
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

function fromJson(context: CallContext, given: Value, profile: Value): Value {
  const decoder = isTruthy(profile) ? profileOf(profile) : tagless;
  const value = plainText(valueOf(given));
  const text = value instanceof Bytes ? decodeEscaping(value.data) : stringOf(value);
  if (text === undefined) {
    throw typeError(`the JSON object must be str, bytes or bytearray, not ${typeName(value)}`);
  }
  const { trusted, origin } = decoder.trust === 'none' ? bareTags(null) : inputOf(given).tags;
  const decrypt = (envelope: string): string =>
    decodeEscaping(context.lookups.decrypt(Buffer.from(envelope), '<from_json>'));
  const vaulted = (envelope: string): Value => new VaultString(envelope, () => decrypt(envelope), origin);
  try {
    return readAs(decoder, { text, trusted, origin, vaulted });
  } catch (error) {
    if (error instanceof SyntaxError) throw valueError(error.message);
    throw error;
  }
}

/** What UTF-8 cannot hold is refused, unless MODULE_STRICT_UTF8_RESPONSE says otherwise. */
function strictText(context: CallContext, value: Value): Value {
  if (context.lookups.setting('MODULE_STRICT_UTF8_RESPONSE') === false) return value;
  const fault = surrogateFault(value);
  if (fault !== undefined) throw pluginFailure(fault, { hint: strictTextHint });
  return value;
}
