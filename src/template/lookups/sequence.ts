import type { Dict } from '../../python/dict.ts';
import { percentFormat } from '../../python/format/percent.ts';
import { PythonError } from '../../python/python-error.ts';
import { requireListRoom } from '../../python/size-limit.ts';
import { parseIntText } from '../../python/parse-number.ts';
import { repr, stringRepr } from '../../python/repr.ts';
import { parseKeyValues } from '../../parsing/key-value-arguments.ts';
import type { Value } from '../../python/value.ts';
import { integerOf } from '../../python/operators/number.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { LookupDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';

const number = '(0?x?[0-9a-f]+)';
const shortcut = new RegExp(`^(?:${number}-)?${number}(?:/${number})?(?::(.+))?$`, 'i');
const fields = ['start', 'end', 'stride', 'count', 'format'] as const;

/** Ansible's `sequence`: `start-end/stride:format` or `start=1 end=3`. Gives text. */
export const sequenceLookup: LookupDefinition = {
  name: 'sequence',
  call: (_context, terms, options) => {
    const all: readonly Value[] = options.size > 0 && terms.length === 0 ? [''] : terms;
    return all.flatMap((term) => sequence(parametersOf(textOf(term), options)));
  },
};

type Parameters = Map<(typeof fields)[number], Value>;

function parametersOf(term: string, options: Dict): Parameters {
  const parameters: Parameters = new Map();
  for (const field of fields) {
    const value = options.get(field);
    if (value !== undefined) parameters.set(field, value);
  }
  const short = shortcut.exec(term);
  if (short) {
    const [, start, end, stride, format] = short;
    if (start !== undefined) parameters.set('start', start);
    if (end !== undefined) parameters.set('end', end);
    if (stride !== undefined) parameters.set('stride', stride);
    if (format !== undefined) parameters.set('format', format);
    return parameters;
  }
  const given = parseKeyValues(term, false);
  for (const field of fields) {
    const value = given.get(field);
    if (value !== undefined) parameters.set(field, value);
    given.delete(field);
  }
  if (given.size > 0) {
    const names = [...given.keys()].map((key) => stringRepr(textOf(key))).join(', ');
    throw pluginFailure(`unrecognized arguments to with_sequence: [${names}]`);
  }
  return parameters;
}

function sequence(parameters: Parameters): string[] {
  const start = integer(parameters, 'start') ?? 1;
  const stride = integer(parameters, 'stride') ?? 1;
  const count = integer(parameters, 'count');
  const format = textOf(parameters.get('format') ?? '%d');
  let end = integer(parameters, 'end');
  if (count === undefined && end === undefined)
    throw pluginFailure('must specify count or end in with_sequence');
  if (count !== undefined && end !== undefined) {
    throw pluginFailure("can't specify both count and end in with_sequence");
  }
  if (count === 0) return [];
  end ??= start + (count as number) * stride - 1;
  if (stride > 0 && end < start) throw pluginFailure('to count backwards make stride negative');
  if (stride < 0 && end > start) throw pluginFailure("to count forward don't make stride negative");
  if (stride === 0) return [];
  if (format.split('%').length !== 2) throw pluginFailure(`bad formatting string: ${format}`);
  const last = end;
  const length = Math.floor((last - start) / stride) + 1;
  requireListRoom(length);
  return Array.from({ length }, (_member, index) => formatted(start + index * stride, format));
}

function formatted(value: number, format: string): string {
  try {
    return percentFormat(format, value);
  } catch (error) {
    if (error instanceof PythonError)
      throw pluginFailure(`problem formatting ${value} with ${stringRepr(format)}`);
    throw error;
  }
}

function integer(parameters: Parameters, field: (typeof fields)[number]): number | undefined {
  const value = parameters.get(field) ?? null;
  if (value === null) return undefined;
  const text = stringOf(value);
  if (text === undefined) {
    const whole = integerOf(value);
    if (whole !== undefined) return whole;
  } else {
    try {
      return integerOf(parseIntText(text));
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
    }
  }
  throw pluginFailure(
    `Config '${field}' for 'sequence' lookup plugin from 'Direct' has an invalid value: Invalid value provided for 'integer': ${repr(value)}`,
  );
}
