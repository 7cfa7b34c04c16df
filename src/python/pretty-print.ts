import { Dict } from './dict.ts';
import { prettyFormat } from './pretty-format.ts';
import { repr, str } from './repr.ts';
import type { Value } from './value.ts';

const width = 80;

/** Python's `pprint.pformat` of plain lists and dicts: keys sorted, one member a line where 80 columns do not do. */
export function prettyPrint(value: Value): string {
  return layOut(sorted(value), 0, 0);
}

/** @param indent where the value begins; @param allowance closing characters that follow its last line */
function layOut(value: Value, indent: number, allowance: number): string {
  const plain = repr(value);
  if (plain.length <= width - indent - allowance) return plain;
  if (Array.isArray(value)) {
    const members = value.map((member, at) =>
      layOut(member, indent + 1, at === value.length - 1 ? allowance + 1 : 1),
    );
    return `[${members.join(`,\n${' '.repeat(indent + 1)}`)}]`;
  }
  if (value instanceof Dict) {
    const entries = [...value];
    const members = entries.map(([key, member], at) => {
      const name = repr(key);
      const left = indent + 1 + name.length + 2;
      return `${name}: ${layOut(member, left, at === entries.length - 1 ? allowance + 1 : 1)}`;
    });
    return `{${members.join(`,\n${' '.repeat(indent + 1)}`)}}`;
  }
  return typeof value === 'string' ? prettyFormat(value, { indent, allowance }) : plain;
}

function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (!(value instanceof Dict)) return value;
  const entries = [...value].toSorted(([a], [b]) => (str(a) < str(b) ? -1 : 1));
  return new Dict(entries.map(([key, member]) => [key, sorted(member)]));
}
