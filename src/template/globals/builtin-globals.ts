import { dateTimeFields, localTime, utcTime } from '../../python/broken-time.ts';
import { BuiltinFunction } from '../../python/callable.ts';
import { PyDateTime } from '../../python/datetime.ts';
import { Dict } from '../../python/dict.ts';
import { toList } from '../../python/operators/iterate.ts';
import { PyRange } from '../../python/range.ts';
import { typeError } from '../../python/python-error.ts';
import { formatTime } from '../../python/strftime.ts';
import { typeName } from '../../python/type-name.ts';
import { isTruthy } from '../../python/truth.ts';
import { updateDict } from '../../python/update-dict.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { loremIpsum } from './lorem-ipsum.ts';
import type { GlobalDefinition } from '../registry.ts';
import { Cycler, joiner } from './cycler.ts';
import { Namespace } from '../runtime/namespace.ts';
import { Undefined } from '../undefined.ts';

/** `dict(...)`: from a mapping or pairs, and keywords. */
function makeDict(source: Value, keywords: Value): Dict {
  const result = new Dict();
  updateDict(result, source, keywords);
  return result;
}

/** `dict.fromkeys(keys, value=None)`. */
function fromKeys(args: readonly Value[]): Dict {
  const [keys = [], value = null] = args;
  return new Dict(toList(keys).map((key) => [key, value] as const));
}

/** `now(utc, fmt)`: the time without a zone, or its text. */
function now(utc: boolean, format: Value): Value {
  const milliseconds = Date.now();
  const seconds = Math.floor(milliseconds / 1000);
  const { year, month, day, hour, minute, second } = utc ? utcTime(seconds) : localTime(seconds);
  const microsecond = (milliseconds % 1000) * 1000;
  const time = new PyDateTime({ year, month, day, hour, minute, second, microsecond, offset: null });
  if (!isTruthy(format)) return time;
  if (typeof format !== 'string')
    throw typeError(`strftime() argument 1 must be str, not ${typeName(format)}`);
  return formatTime(format, dateTimeFields(time));
}

/** The global functions of every template that need nothing but their arguments; lookups are the engine's. */
export const builtinGlobals: readonly GlobalDefinition[] = [
  {
    name: 'range',
    signature: signature('*args'),
    call: (_context, args) => PyRange.from(toList(args as Value)),
  },
  {
    name: 'dict',
    vaults: 'given',
    attributes: new Map([['fromkeys', new BuiltinFunction('fromkeys', fromKeys)]]),
    signature: signature('source=(), **keywords'),
    call: (_context, source, keywords) => makeDict(source as Value, keywords as Value),
  },
  {
    name: 'namespace',
    vaults: 'given',
    signature: signature('source=(), **keywords'),
    call: (_context, source, keywords) => new Namespace(makeDict(source as Value, keywords as Value)),
  },
  {
    name: 'cycler',
    signature: signature('*items'),
    call: (_context, items) => new Cycler(toList(items as Value)),
  },
  {
    name: 'joiner',
    signature: signature("sep=', '"),
    call: (_context, separator) => joiner(separator as Value),
  },
  {
    name: 'lipsum',
    signature: signature('n=5, html=True, min=20, max=100'),
    impure: true,
    call: (_context, n, html, min, max) =>
      loremIpsum(Number(n), isTruthy(html as Value), Number(min), Number(max)),
  },
  {
    name: 'now',
    signature: signature('utc=False, fmt=None'),
    impure: true,
    call: (_context, utc, format) => now(isTruthy(utc as Value), format as Value),
  },
  {
    name: 'undef',
    signature: signature('hint=None'),
    takesUndefined: true,
    call: (_context, hint) => {
      if (hint instanceof Undefined) return hint;
      if (hint !== null && typeof hint !== 'string') {
        throw typeError(
          `The 'hint' argument must be of type 'str' or 'NoneType', not '${typeName(hint as Value)}'.`,
        );
      }
      return new Undefined(hint || 'Mandatory variable has not been overridden');
    },
  },
];
