import { encodeStrict } from '../python/bytes-text.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Bytes } from '../python/bytes.ts';
import { PyDate, PyDateTime } from '../python/datetime.ts';
import { DeprecatedValue } from '../python/deprecated-value.ts';
import { digitsOf } from '../python/digits.ts';
import { Dict } from '../python/dict.ts';
import { PySet } from '../python/set.ts';
import { TemplateString } from '../python/template-string.ts';
import { TrustedText } from '../python/trusted-text.ts';
import { Tuple } from '../python/tuple.ts';
import { floatRepr, isFloat, PyFloat, type PyObject, type Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';
import type { DumpMapping, DumpNode, DumpScalar, DumpSequence, ScalarStyle } from './emit/document.ts';
import { emitDocument } from './emit/emit.ts';
import { resolvePlain } from './resolve-tag.ts';
import { sortedKeys } from './sorted-keys.ts';
import { ownMember } from '../python/own-member.ts';

/** PyYAML's options of `yaml.dump`, with its defaults but for allowUnicode, which Ansible's filters set. */
export interface DumpOptions {
  readonly indent?: number | undefined;
  readonly width?: number | undefined;
  readonly sortKeys?: boolean | undefined;
  /** True: all in `[]` and `{}`; false: nothing; null: collections of scalars alone, as `to_yaml`. Default false. */
  readonly defaultFlowStyle?: boolean | null | undefined;
  readonly defaultStyle?: '"' | "'" | '|' | '>' | null | undefined;
  readonly allowUnicode?: boolean | undefined;
  readonly explicitStart?: boolean | undefined;
  readonly explicitEnd?: boolean | undefined;
  /** Text that UTF-8 cannot hold is refused with a PythonError; else it is written as it is. */
  readonly strictText?: boolean | undefined;
  /** Texts for which this gives something are written as a `|` block, with what it gives. */
  readonly block?: ((text: string) => string | undefined) | undefined;
}

/**
 * A value as YAML, byte for byte what PyYAML's C emitter with Ansible's dumper writes. A VaultString is written
 * encrypted. Throws MitorunError `TEMPLATE` for an object that YAML has no form for.
 */
export function dumpYaml(value: Value, options: DumpOptions = {}): string {
  const representer = new Representer(options);
  return emitDocument(representer.node(value), representer.repeated, {
    indent: options.indent ?? 2,
    width: options.width ?? 80,
    allowUnicode: options.allowUnicode ?? true,
    explicitStart: options.explicitStart ?? false,
    explicitEnd: options.explicitEnd ?? false,
  });
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  '"': 'double',
  "'": 'single',
  '|': 'literal',
  '>': 'folded',
};

/** Text of letters, blanks inside and signs that mean nothing anywhere in YAML: most keys and values. */
const harmless = /^(?!\.\.\.)[\w/.](?:[\w/.+@%=$();<^~"| -]*[\w/.+@%=$();<^~"|-])?$/;

const longestKnownText = 40;
const knownTexts = 2000;

class Representer {
  readonly #sortKeys: boolean;
  readonly #flow: boolean | null;
  readonly #style: ScalarStyle;
  readonly #block: (text: string) => string | undefined;
  readonly #isStrict: boolean;
  readonly #known = new Map<Value, DumpNode>();
  /** Nodes that stand in more than one place, in the order in which they are met again. */
  readonly repeated = new Set<DumpNode>();
  /** Keys, and what else occurs again and again. */
  readonly #texts = new Map<string, DumpScalar>();

  constructor(options: DumpOptions) {
    this.#sortKeys = options.sortKeys ?? true;
    this.#flow = options.defaultFlowStyle === undefined ? false : options.defaultFlowStyle;
    this.#style = ownMember(styles, options.defaultStyle ?? '') ?? 'any';
    this.#isStrict = options.strictText ?? false;
    this.#block = options.block ?? (() => undefined);
  }

  node(value: Value): DumpNode {
    if (value instanceof DeprecatedValue) return this.node(value.value);
    if (value === null || typeof value !== 'object' || isImmediate(value)) return this.#leaf(value);
    const known = this.#known.get(value);
    if (known) {
      this.repeated.add(known);
      return known;
    }
    const node = this.#object(value);
    this.#known.set(value, node);
    return node;
  }

  #leaf(value: Value): DumpNode {
    if (typeof value === 'string') return this.#text(value);
    if (value === null) return this.#scalar('null', 'null');
    if (typeof value === 'boolean') return this.#scalar('bool', value ? 'true' : 'false');
    if (isFloat(value))
      return this.#scalar('float', floatText(value instanceof PyFloat ? value.value : value));
    if (typeof value === 'number') return this.#scalar('int', String(value));
    if (typeof value === 'bigint') return this.#scalar('int', digitsOf(value));
    if (value instanceof PyDate) return this.#scalar('timestamp', value.str());
    if (value instanceof PyDateTime) return this.#scalar('timestamp', value.isoFormat(' '));
    if (value instanceof TemplateString) return this.#scalar('str', value.source);
    if (value instanceof TrustedText) return this.#text(value.text);
    if (value instanceof VaultString) return this.#scalar('!vault', value.envelope, 'literal');
    if (value instanceof Bytes) return this.#scalar('binary', base64Lines(value.data), 'literal');
    return { kind: 'sequence', items: [], flow: this.#flow ?? true };
  }

  #text(text: string): DumpScalar {
    if (this.#isStrict) encodeStrict(text);
    const known = this.#texts.get(text);
    if (known) return known;
    const block = this.#block(text);
    const node = block === undefined ? this.#scalar('str', text) : this.#scalar('str', block, 'literal');
    if (text.length <= longestKnownText && this.#texts.size < knownTexts) this.#texts.set(text, node);
    return node;
  }

  #object(value: PyObject | Value[]): DumpNode {
    if (Array.isArray(value)) return this.#sequence(value);
    if (value instanceof Tuple) return this.#sequence(value.items);
    if (value instanceof Dict) {
      return this.#mapping(this.#keys(value.keys()), (key) => value.get(key) ?? null, '');
    }
    if (value instanceof PySet) return this.#mapping(this.#keys(value), () => null, '!!set');
    throw new MitorunError('TEMPLATE', `('cannot represent an object', ${value.repr()})`);
  }

  #keys(keys: Iterable<Value>): Value[] {
    return this.#sortKeys ? sortedKeys([...keys]) : [...keys];
  }

  #sequence(values: readonly Value[]): DumpSequence {
    const items = values.map((value) => this.node(value));
    return { kind: 'sequence', items, flow: this.#flow ?? items.every(isUnstyled) };
  }

  #mapping(keys: readonly Value[], valueOf: (key: Value) => Value, tag: string): DumpMapping {
    const pairs = keys.map((key) => [this.node(key), this.node(valueOf(key))] as const);
    return { kind: 'mapping', pairs, tag, flow: this.#flow ?? pairs.every((pair) => pair.every(isUnstyled)) };
  }

  #scalar(tag: string, text: string, style: ScalarStyle = this.#style): DumpScalar {
    return {
      kind: 'scalar',
      text,
      style,
      tag: tag.startsWith('!') ? tag : `!!${tag}`,
      plainImplicit: resolvePlain(text) === tag,
      quotedImplicit: tag === 'str',
      harmless: harmless.test(text),
    };
  }
}

/** PyYAML never gives these an anchor; dates from files are Ansible's tagged ones, which never get one either. */
function isImmediate(value: object): boolean {
  if (value instanceof Tuple) return value.items.length === 0;
  return (
    value instanceof PyFloat ||
    value instanceof PyDate ||
    value instanceof PyDateTime ||
    value instanceof TemplateString ||
    value instanceof VaultString ||
    value instanceof TrustedText ||
    value instanceof Bytes
  );
}

function isUnstyled(node: DumpNode): boolean {
  return node.kind === 'scalar' && node.style === 'any';
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (value === Infinity) return '.inf';
  if (value === -Infinity) return '-.inf';
  const text = floatRepr(value);
  return text.includes('.') ? text : text.replace('e', '.0e');
}

/** As Python's `base64.encodebytes`: lines of 76 characters, each ended. */
function base64Lines(data: Uint8Array): string {
  const text = Buffer.from(data).toString('base64');
  return text.replaceAll(/.{1,76}/g, (line) => `${line}\n`);
}
