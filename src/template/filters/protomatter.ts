import { MitorunError } from '../../errors/mitorun-error.ts';
import { formatOrigin } from '../../errors/origin.ts';
import { literalEval } from '../../python/literal.ts';
import { valueError } from '../../python/python-error.ts';
import { isTruthy } from '../../python/truth.ts';
import { TrustedText } from '../../python/trusted-text.ts';
import { typeName } from '../../python/type-name.ts';
import { unknownOrigin } from '../../python/unknown-origin.ts';
import type { Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';
import { signature } from '../argument-binder.ts';
import type { FilterDefinition } from '../registry.ts';
import { trueTypeOf } from '../tags/true-type.ts';
import { tagNames } from '../tags/tag-source.ts';
import { inputOf } from '../tags/tagged-input.ts';
import { stringOf } from '../text-argument.ts';

/** What `unmask` may name: objects of ansible-core's own, which values here never hold. */
const maskedTypes: ReadonlySet<string> = new Set([
  'CapturedErrorSummary',
  'PluginInfo',
  'PluginType',
  'ErrorSummary',
  'WarningSummary',
  'DeprecationSummary',
  'EncryptedString',
]);

/** Filters of `ansible._protomatter`, ansible-core's collection that looks into values, for its own tests and for the curious. */
export const protomatterFilters: readonly FilterDefinition[] = [
  {
    name: 'ansible._protomatter.apply_trust',
    signature: signature('value'),
    vaults: 'given',
    knowsTags: true,
    call: (_context, given) => {
      const { value, tags } = inputOf(given as Value);
      const text = value instanceof VaultString ? undefined : stringOf(value);
      return text === undefined ? value : new TrustedText(text, tags.origin);
    },
  },
  {
    name: 'ansible._protomatter.dump_object',
    signature: signature('value'),
    vaults: 'given',
    takesUndefined: true,
    call: (_context, value) => value as Value,
  },
  {
    name: 'ansible._protomatter.finalize',
    signature: signature('value'),
    vaults: 'given',
    call: (context, value) => context.renderKeepingVaults(value as Value),
  },
  {
    name: 'ansible._protomatter.origin',
    signature: signature('value'),
    vaults: 'given',
    knowsTags: true,
    call: (_context, given) => {
      const { origin } = inputOf(given as Value).tags;
      return origin ? formatOrigin(origin) : null;
    },
  },
  {
    name: 'ansible._protomatter.python_literal_eval',
    signature: signature('value, ignore_errors=False'),
    call: (_context, value, ignoreErrors) => {
      const evaluate = (): Value => literalValue(value as Value);
      if (!isTruthy(ignoreErrors as Value)) return evaluate();
      try {
        return evaluate();
      } catch {
        return value as Value;
      }
    },
  },
  {
    name: 'ansible._protomatter.tag_names',
    signature: signature('value'),
    vaults: 'given',
    knowsTags: true,
    call: (_context, given) => tagNames(inputOf(given as Value).tags),
  },
  {
    name: 'ansible._protomatter.true_type',
    signature: signature('obj'),
    vaults: 'given',
    markup: 'given',
    knowsTags: true,
    takesUndefined: true,
    call: (_context, given) => {
      const { value, tags } = inputOf(given as Value);
      return trueTypeOf(value, tags);
    },
  },
  {
    name: 'ansible._protomatter.unmask',
    functionName: 'unmask',
    signature: signature('value, type_names'),
    vaults: 'given',
    call: (_context, value, given) => {
      const names = given as Value;
      const text = stringOf(names);
      if (text === undefined && !Array.isArray(names))
        throw failureOf(
          names,
          `The 'type_names' argument must be of type 'str' or 'list', not '${typeName(names)}'.`,
        );
      const wanted = text === undefined ? (names as Value[]).map((name) => stringOf(name) ?? '') : [text];
      const unknown = wanted.filter((name) => !maskedTypes.has(name));
      if (unknown.length > 0) throw failureOf(names, `Unknown type name(s): ${unknown.join(', ')}`);
      return value as Value;
    },
  },
];

/** A failure that a value is to blame for, which is shown with it. */
function failureOf(value: Value, message: string): MitorunError {
  return new MitorunError('TEMPLATE', message, { origin: unknownOrigin(value) });
}

function literalValue(value: Value): Value {
  const text = stringOf(value);
  if (text === undefined) throw failureOf(value, 'The `value` to eval must be a string.');
  const literal = literalEval(text);
  if (literal === undefined) throw valueError(`malformed node or string: ${text}`);
  return literal;
}
