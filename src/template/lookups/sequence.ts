import { percentFormat } from '../../python/format/percent.ts';
import { PythonError } from '../../python/python-error.ts';
import { requireListRoom } from '../../python/size-limit.ts';
import { repr, str, stringRepr } from '../../python/repr.ts';
import { parseKeyValues } from '../../parsing/key-value-arguments.ts';
import type { Value } from '../../python/value.ts';
import { failureWhileHandling, pluginFailure } from '../plugin-failure.ts';
import type { LookupDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { termTypeName } from './option-types.ts';
import { LookupOptions, type OptionDefinition } from './options.ts';

const number = '(0?x?[0-9a-f]+)';
const shortcut = new RegExp(`^(?:${number}-)?${number}(?:/${number})?(?::(.+))?$`, 'i');
const fields = ['start', 'end', 'stride', 'count', 'format'] as const;

const sequenceOptions: readonly OptionDefinition[] = [
  { name: 'start', type: 'integer', fallback: 1 },
  { name: 'end', type: 'integer' },
  { name: 'count', type: 'integer' },
  { name: 'stride', type: 'integer', fallback: 1 },
  { name: 'format', fallback: '%d' },
];

/** Ansible's `sequence`: `start-end/stride:format` or `start=1 end=3`. Gives text. */
export const sequenceLookup: LookupDefinition = {
  name: 'sequence',
  call: (context, terms, given, plugin) => {
    const all: readonly Value[] = given.size > 0 && terms.length === 0 ? [''] : terms;
    return all.flatMap((term) => {
      const options = new LookupOptions(context, plugin, sequenceOptions, given);
      readTerm(termOf(term), options);
      return sequence(options);
    });
  },
};

function termOf(term: Value): string {
  const text = stringOf(term);
  if (text !== undefined) return text;
  throw failureWhileHandling(
    `unknown error parsing with_sequence arguments: ${repr(term)}. Error was: expected string or bytes-like object, got '${termTypeName(term)}'`,
  );
}

/** Sets what the term says in either of its forms. */
function readTerm(term: string, options: LookupOptions): void {
  const short = shortcut.exec(term);
  if (short) {
    const [, start, end, stride, format] = short;
    for (const [name, value] of Object.entries({ start, end, stride, format }))
      if (value !== undefined) options.set(name, value);
    return;
  }
  const given = parseKeyValues(term, false);
  for (const field of fields) {
    const value = given.get(field);
    if (value !== undefined) options.set(field, value);
    given.delete(field);
  }
  if (given.size > 0) {
    const names = [...given.keys()].map((key) => stringRepr(textOf(key))).join(', ');
    throw pluginFailure(`unrecognized arguments to with_sequence: [${names}]`);
  }
}

function sequence(options: LookupOptions): string[] {
  const start = options.number('start') ?? 1;
  const stride = options.number('stride') ?? 1;
  const count = options.number('count');
  let end = options.number('end');
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
  const given = options.value('format');
  if (Array.isArray(given)) throw pluginFailure(`bad formatting string: ${str(given)}`);
  const format = options.requiredText('format', (type) =>
    failureWhileHandling(`unknown error generating sequence: '${type}' object has no attribute 'count'`),
  );
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
      throw failureWhileHandling(`problem formatting ${value} with ${stringRepr(format)}`);
    throw error;
  }
}
